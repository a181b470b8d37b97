import type { Refusal } from '../../contract/errors.ts'
import type { PlanStep } from '../../contract/settings.ts'
import { readNetworkManagerState, setManaged } from '../platform/network-manager.ts'
import { type RunCommand, runCommand } from '../platform/run-command.ts'
import type { HeldPort, PortAddressing } from './port-addressing.ts'

/** The ports that NetworkManager is owed, also over a crash of the station. */
export type PortsToGiveBack = { read(): string[]; write(interfaceNames: string[]): void }

/**
 * Where NetworkManager looks after the port, it is told to leave it alone first and gets it back at the end; everything
 * else is done by `inner`. docs/decisions/network-manager.md tells why not by a profile of NetworkManager's own.
 */
export function createNetworkManagerAddressing(
  inner: PortAddressing,
  owed: PortsToGiveBack,
  run: RunCommand = runCommand,
): PortAddressing {
  return {
    plan: async (request) => [
      ...(await planOf(request.interfaceName, owed, run)),
      ...(await inner.plan(request)),
    ],
    hold: async (request) => {
      const { interfaceName } = request
      const state = await readNetworkManagerState(interfaceName, run)
      if (state === 'absent' || (state === 'unmanaged' && !owed.read().includes(interfaceName)))
        return inner.hold(request)
      // Written down first: a station that is killed between the two steps must still give it back.
      owed.write([...new Set([...owed.read(), interfaceName])])
      const taken = await setManaged(interfaceName, false, run)
      if (taken.kind === 'refused') {
        owed.write(owed.read().filter((name) => name !== interfaceName))
        return taken
      }
      const held = await inner.hold(request)
      if (held.kind === 'refused') {
        await giveBack(interfaceName, owed, run)
        return held
      }
      return releasing(held, () => giveBack(interfaceName, owed, run))
    },
  }
}

/** Gives back what an earlier station, which was killed, has left; answers with what could not be given back. */
export async function giveBackAll(
  owed: PortsToGiveBack,
  run: RunCommand = runCommand,
): Promise<Refusal[]> {
  const refusals: Refusal[] = []
  for (const interfaceName of owed.read()) {
    const result = await giveBack(interfaceName, owed, run)
    if (result.kind === 'refused') refusals.push(result)
  }
  return refusals
}

async function giveBack(
  interfaceName: string,
  owed: PortsToGiveBack,
  run: RunCommand,
): Promise<{ readonly kind: 'released' } | Refusal> {
  // A port that was unplugged, or a NetworkManager that does not run any more, is owed nothing.
  const isThere = (await readNetworkManagerState(interfaceName, run)) !== 'absent'
  const given = isThere ? await setManaged(interfaceName, true, run) : { kind: 'ok' as const }
  if (given.kind === 'refused') return given
  owed.write(owed.read().filter((name) => name !== interfaceName))
  return { kind: 'released' }
}

function releasing(
  held: HeldPort,
  after: () => Promise<{ readonly kind: 'released' } | Refusal>,
): HeldPort {
  return {
    kind: 'held',
    release: async () => {
      const released = await held.release()
      const given = await after()
      return released.kind === 'refused' ? released : given
    },
  }
}

async function planOf(
  interfaceName: string,
  owed: PortsToGiveBack,
  run: RunCommand,
): Promise<PlanStep[]> {
  const state = await readNetworkManagerState(interfaceName, run)
  if (state === 'absent' || (state === 'unmanaged' && !owed.read().includes(interfaceName)))
    return []
  return [
    {
      id: 'network-manager',
      what: `Tell NetworkManager to leave ${interfaceName} alone while boards are served: it would look for a DHCP server there and take the station's address off.`,
      command: `nmcli device set ${interfaceName} managed no`,
      undo: `nmcli device set ${interfaceName} managed yes`,
    },
  ]
}
