import { findForeignDhcpServers } from '../network/foreign-dhcp-search.ts'
import { listNetworkInterfaces } from '../platform/network-interfaces.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

const id = 'foreign-dhcp'
const title = 'No other DHCP server answers on the network port'

/** While boards are served: what the last search found. Otherwise asks now, where the port is on and has a link. */
export async function checkForeignDhcp(parts: DoctorParts): Promise<Finding> {
  const now = parts.serving()
  if (now.kind === 'serving') return describeLast(parts)
  const { interfaceName, address, httpPort, dhcp } = parts.settings.current()
  if (interfaceName === null) return ok(id, title, 'It is asked once a network port is chosen.')
  const list = await listNetworkInterfaces()
  const port =
    list.kind === 'ok' ? list.interfaces.find((entry) => entry.name === interfaceName) : undefined
  if (port === undefined || !port.hasLink)
    return ok(id, title, `It is asked once ${interfaceName} is on and has a link.`)
  const { programs } = parts
  const refused = await findForeignDhcpServers({
    kind: 'interface',
    ...{ interfaceName, address, httpPort, ...programs },
  })
  if (refused === null) return ok(id, title, `Nobody answered on ${interfaceName}.`)
  if (refused.code !== 'foreign-dhcp-server')
    return warning(id, title, `It could not be asked: ${refused.message}`, null)
  return dhcp === 'server'
    ? problem(id, title, refused.message, 'Unplug the other network, or choose another port.')
    : ok(id, title, 'Another one answers, and the station only adds to it (DHCP: not server).')
}

function describeLast({ knowledge, clock }: DoctorParts): Finding {
  const { lastSearch } = knowledge()
  if (lastSearch === null) return ok(id, title, 'Nobody answered when serving began.')
  const seconds = Math.max(0, Math.round((clock() - lastSearch.at) / 1000))
  if (lastSearch.foundServer === null)
    return ok(id, title, `Nobody answered ${seconds} seconds ago.`)
  return problem(
    id,
    title,
    `${lastSearch.foundServer} answered ${seconds} seconds ago.`,
    'Unplug the other network, or choose another port.',
  )
}
