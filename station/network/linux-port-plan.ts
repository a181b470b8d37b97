import type { PlanStep } from '../../contract/settings.ts'
import type { PortRequest } from './port-addressing.ts'

/** The steps of holding a port on Linux, with the commands that do the same by hand. */
export function planLinuxPort(request: PortRequest): PlanStep[] {
  const { interfaceName, address, prefixLength, address6, internetThrough } = request
  return [
    {
      id: 'switch-on',
      what: `Switch the network port ${interfaceName} on; where it was off, it is switched off at the end.`,
      command: `ip link set dev ${interfaceName} up`,
      undo: `ip link set dev ${interfaceName} down`,
    },
    addressStep('address', interfaceName, `${address}/${prefixLength}`),
    ...(address6 === null ? [] : [addressStep('address6', interfaceName, `${address6}/64`)]),
    ...(internetThrough === null ? [] : [internetStep(interfaceName, internetThrough)]),
  ]
}

function addressStep(id: string, interfaceName: string, address: string): PlanStep {
  return {
    id,
    what: `Give ${interfaceName} the address ${address}; one that it has already stays at the end.`,
    command: `ip address add ${address} dev ${interfaceName}`,
    undo: `ip address delete ${address} dev ${interfaceName}`,
  }
}

function internetStep(interfaceName: string, through: string): PlanStep {
  const chain = `chain nat { type nat hook postrouting priority 100; iifname "${interfaceName}" oifname "${through}" masquerade; };`
  const switches = (value: 0 | 1): string =>
    [interfaceName, through].map((name) => `net.ipv4.conf.${name}.forwarding=${value}`).join(' ')
  return {
    id: 'internet',
    what: `Let boards, and nobody else, reach the internet through ${through}: packets are forwarded between the two ports, and the boards' addresses are translated (table "bootbench" of nftables).`,
    command: `sysctl -w ${switches(1)} && nft 'table ip bootbench { ${chain} }'`,
    undo: `nft delete table ip bootbench && sysctl -w ${switches(0)}`,
  }
}
