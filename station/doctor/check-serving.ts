import type { DoctorParts } from './doctor-parts.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

const id = 'serving'
const title = 'Boards are served'

/** Does the station answer boards now? */
export async function checkServing({ serving, settings }: DoctorParts): Promise<Finding> {
  const now = serving()
  switch (now.kind) {
    case 'serving':
      return ok(id, title, `On ${now.interfaceName} at ${now.boardUrl}, DHCP: ${now.dhcp}.`)
    case 'refused':
      return problem(id, title, now.message, 'Repair what is said here, then start to serve.')
    case 'stopped':
      return settings.current().interfaceName === null
        ? warning(
            id,
            title,
            'No, and no network port is chosen.',
            'Choose the port that leads to the boards in the settings, then start to serve.',
          )
        : warning(id, title, 'No, serving is stopped.', 'Start to serve when all below is well.')
  }
}
