import type { Refusal } from '../../contract/errors.ts'
import type { PlanStep } from '../../contract/settings.ts'
import { assignAddress, switchInterfaceOn } from '../platform/address.ts'
import type { HeldPort, PortAddressing, PortRequest } from './port-addressing.ts'

/** Plain Linux: switches the port on and adds the address with `ip`; needs CAP_NET_ADMIN. */
export const ipAddressing: PortAddressing = {
  plan: async (request) => planPortSteps(request),
  hold: async (request) => {
    if (request.address === null)
      return { kind: 'held', release: async () => ({ kind: 'released' }) }
    const { interfaceName, address, prefixLength } = request
    const on = await switchInterfaceOn(interfaceName)
    if (on.kind === 'refused') return on
    const assigned = await assignAddress({ interfaceName, address, prefixLength })
    if (assigned.kind === 'refused') return assigned
    return assigned.kind === 'assigned' ? heldUntil(assigned.takeBack) : heldUntil(null)
  },
}

function heldUntil(
  takeBack: (() => Promise<{ readonly kind: 'removed' } | Refusal>) | null,
): HeldPort {
  return {
    kind: 'held',
    release: async () => {
      const result = (await takeBack?.()) ?? { kind: 'removed' }
      return result.kind === 'refused' ? result : { kind: 'released' }
    },
  }
}

/** The steps of holding a port on Linux, with the commands that do the same by hand. */
export function planPortSteps(request: PortRequest): PlanStep[] {
  const { interfaceName, address, prefixLength, address6, internetThrough } = request
  const steps: PlanStep[] = [
    {
      id: 'switch-on',
      what: `Switch the network port ${interfaceName} on, where it is off.`,
      command: `ip link set dev ${interfaceName} up`,
      undo: `ip link set dev ${interfaceName} down`,
    },
  ]
  if (address !== null)
    steps.push(addressStep('address', interfaceName, `${address}/${prefixLength}`))
  if (address6 !== null) steps.push(addressStep('address6', interfaceName, `${address6}/64`))
  if (internetThrough !== null) {
    const text = `table ip bootbench { chain nat { type nat hook postrouting priority 100; iifname "${interfaceName}" oifname "${internetThrough}" masquerade } }`
    steps.push({
      id: 'internet',
      what: `Let boards reach the internet through ${internetThrough}: switch on forwarding for both ports and translate the boards' addresses (nftables table "bootbench").`,
      command: `sysctl -w net.ipv4.conf.${interfaceName}.forwarding=1 net.ipv4.conf.${internetThrough}.forwarding=1 && nft '${text}'`,
      undo: `nft delete table ip bootbench && sysctl -w net.ipv4.conf.${interfaceName}.forwarding=0 net.ipv4.conf.${internetThrough}.forwarding=0`,
    })
  }
  return steps
}

function addressStep(id: string, interfaceName: string, address: string): PlanStep {
  return {
    id,
    what: `Give ${interfaceName} the address ${address}; one that it has already stays when serving ends.`,
    command: `ip address add ${address} dev ${interfaceName}`,
    undo: `ip address delete ${address} dev ${interfaceName}`,
  }
}
