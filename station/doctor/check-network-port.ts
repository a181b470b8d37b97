import type { NetworkPort } from '../../contract/settings.ts'
import { describePort } from '../network/describe-port.ts'
import { listNetworkPorts } from '../network/port-list.ts'
import { listNetworkInterfaces } from '../platform/network-interfaces.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { type Finding, ok, problem, type Repair, warning } from './finding.ts'

const id = 'network-port'
const title = 'The network port that leads to the boards'

/** Is a port chosen, is it there, has it a link, and does it lead to the boards only? */
export async function checkNetworkPort({ settings, serving }: DoctorParts): Promise<Finding> {
  const list = await listNetworkInterfaces()
  if (list.kind === 'failed')
    return problem(id, title, list.message, 'Install iproute2 and try again.')
  const ports = listNetworkPorts(list.interfaces, settings.current())
  const { interfaceName } = settings.current()
  const now = serving()
  if (interfaceName !== null) {
    return judgeChosen(
      interfaceName,
      ports.find((port) => port.name === interfaceName),
      ports,
    )
  }
  return now.kind === 'serving'
    ? ok(id, title, `${now.interfaceName} is served now. None is chosen for the next start.`)
    : noneChosen(ports)
}

function judgeChosen(name: string, port: NetworkPort | undefined, ports: NetworkPort[]): Finding {
  if (port === undefined) {
    return problem(
      id,
      title,
      `${name} is chosen, but this computer has no such port now. It has: ${namesOf(ports)}.`,
      `Plug ${name} in again, or choose another port in the settings.`,
      suggestOnly(ports),
    )
  }
  if (port.refusal !== null)
    return problem(id, title, `${describePort(port)}: ${port.refusal.message}`, null)
  if (port.hasLink) return ok(id, title, `${describePort(port)}.`)
  return warning(
    id,
    title,
    `${describePort(port)}: nothing alive is at the other end.`,
    'Plug the cable in and switch the switch on. While the port is off, its link can not be seen: start to serve first.',
  )
}

function noneChosen(ports: NetworkPort[]): Finding {
  const usable = ports.filter((port) => port.refusal === null)
  if (usable.length === 0) {
    return problem(
      id,
      title,
      ports.length === 0
        ? 'This computer has no network port.'
        : `None is chosen and none can be: ${ports.map(describePort).join('; ')}.`,
      'Plug in a spare network port (for example a USB adapter). A port with a default route leads to the internet and is never served.',
    )
  }
  return problem(
    id,
    title,
    `None is chosen. There are: ${ports.map(describePort).join('; ')}.`,
    'Choose the port that leads to the boards in the settings.',
    suggestOnly(ports),
  )
}

/** When just one cabled port can be it, the station can choose it itself. */
function suggestOnly(ports: readonly NetworkPort[]): Repair | null {
  const [only, ...others] = ports.filter(
    (port) => port.refusal === null && port.kind === 'ethernet',
  )
  if (only === undefined || others.length > 0) return null
  return {
    kind: 'settings',
    title: `Choose ${only.name}`,
    what: `Set the network port to ${describePort(only)}, the only one that can lead to boards.`,
    change: { interfaceName: only.name },
  }
}

function namesOf(ports: readonly NetworkPort[]): string {
  return ports.map((port) => port.name).join(', ') || 'none'
}
