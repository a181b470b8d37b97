import { readNetworkManagerState } from '../platform/network-manager.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { type Finding, ok, warning } from './finding.ts'

const id = 'network-manager'
const title = 'Nobody else changes the network port'

/** NetworkManager would look for a DHCP server on the port and take the station's address off it. */
export async function checkNetworkManager(parts: DoctorParts): Promise<Finding> {
  const { interfaceName, assignAddress } = parts.settings.current()
  if (interfaceName === null) return ok(id, title, 'It is looked at once a network port is chosen.')
  const state = await readNetworkManagerState(interfaceName, parts.run)
  const isServing = parts.serving().kind === 'serving'
  switch (state) {
    case 'absent':
      return ok(id, title, `NetworkManager does not look after ${interfaceName}.`)
    case 'managed':
      if (assignAddress && !isServing) {
        const found = `NetworkManager looks after ${interfaceName}; the station asks it to leave the port alone while boards are served, and gives it back.`
        return ok(id, title, found)
      }
      return warning(
        id,
        title,
        `NetworkManager looks after ${interfaceName} while the station needs it.`,
        `Let the station assign the address (in the settings), or tell NetworkManager to leave ${interfaceName} alone.`,
        leaveAlone(interfaceName),
      )
    case 'unmanaged':
      return ok(id, title, `NetworkManager leaves ${interfaceName} alone.`)
  }
}

function leaveAlone(interfaceName: string) {
  return {
    kind: 'commands',
    title: 'Tell NetworkManager to leave the port alone',
    commands: [
      {
        id: 'unmanage',
        what: `NetworkManager leaves ${interfaceName} alone until it starts anew.`,
        argv: ['nmcli', 'device', 'set', interfaceName, 'managed', 'no'],
        undo: ['nmcli', 'device', 'set', interfaceName, 'managed', 'yes'],
      },
    ],
  } as const
}
