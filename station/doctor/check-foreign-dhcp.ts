import { foreignServerRefusal, searchForeignDhcp } from '../network/foreign-dhcp-search.ts'
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
  if (dhcp === 'off')
    return ok(id, title, 'The station gives out no addresses, so it is not asked.')
  if (interfaceName === null) return ok(id, title, 'It is asked once a network port is chosen.')
  const list = await listNetworkInterfaces()
  const port =
    list.kind === 'ok' ? list.interfaces.find((entry) => entry.name === interfaceName) : undefined
  if (port === undefined || !port.hasLink)
    return ok(id, title, `It is asked once ${interfaceName} is on and has a link.`)
  const { programs } = parts
  const search = await searchForeignDhcp({
    kind: 'interface',
    ...{ interfaceName, address, httpPort, ...programs },
  })
  switch (search.kind) {
    case 'silent':
      return dhcp === 'server'
        ? ok(id, title, `Nobody answered on ${interfaceName}.`)
        : warning(
            id,
            'Another DHCP server gives boards their addresses',
            `Nobody answered on ${interfaceName}, and the station only adds to another server (DHCP: proxy), so boards get no address.`,
            'Connect that server, or let the station give out addresses (DHCP: server).',
          )
    case 'refused':
      return warning(id, title, `It could not be asked: ${search.message}`, null)
    case 'answered':
      return dhcp === 'server'
        ? problem(
            id,
            title,
            foreignServerRefusal(interfaceName, search.serverAddress).message,
            'Unplug the other network, or choose another port.',
          )
        : ok(id, title, `${search.serverAddress} answers, and the station leaves addresses to it.`)
  }
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
