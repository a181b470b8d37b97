import type { Station } from '../station/station.ts'

/** Serves boards at once if the person wished that in the settings; a refusal is shown in the station's status. */
export async function serveAtStart(station: Station): Promise<void> {
  const { interfaceName, serveAtStart: wished } = station.settings.current()
  if (wished && interfaceName !== null) await station.benchStart.start()
}
