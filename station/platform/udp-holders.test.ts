import { expect, test } from 'vitest'
import { parseUdpHolders, serviceInCgroup } from './udp-holders.ts'

test('the output of ss is read, with device, address and program', () => {
  const text = `UNCONN 0 0 0.0.0.0%virbr0:67 0.0.0.0:* users:(("dnsmasq",pid=812,fd=3))
UNCONN 0      0      127.0.0.53%lo:53         0.0.0.0:*    users:(("systemd-resolve",pid=401,fd=13))
UNCONN 0 0 0.0.0.0:69 0.0.0.0:*
UNCONN 0 0 [::]:5353 [::]:* users:(("avahi-daemon",pid=500,fd=13))
UNCONN 0 0 *:4011 *:*
UNCONN 0 0 [fe80::1]%eth0:546 [::]:* users:(("Network Manager",pid=9,fd=1))
`
  expect(parseUdpHolders(text)).toEqual([
    holder(67, '0.0.0.0', 'virbr0', 'dnsmasq', 812),
    holder(53, '127.0.0.53', 'lo', 'systemd-resolve', 401),
    holder(69, '0.0.0.0', null),
    holder(5353, '[::]', null, 'avahi-daemon', 500),
    holder(4011, '*', null),
    holder(546, '[fe80::1]', 'eth0', 'Network Manager', 9),
  ])
  expect(parseUdpHolders('nonsense\n\n')).toEqual([])
})

function holder(
  port: number,
  address: string,
  interfaceName: string | null,
  name?: string,
  processId = 0,
) {
  return { port, address, interfaceName, program: name === undefined ? null : { name, processId } }
}

test('a service is named by its cgroup; sessions and containers are none', () => {
  expect(serviceInCgroup('0::/system.slice/dnsmasq.service\n')).toBe('dnsmasq.service')
  expect(serviceInCgroup('0::/system.slice/system-dnsmasq.slice/dnsmasq@bench.service')).toBe(
    'dnsmasq@bench.service',
  )
  expect(serviceInCgroup('0::/user.slice/user-1000.slice/session-2.scope')).toBeNull()
  expect(serviceInCgroup('0::/user.slice/user@1000.service/app.slice/x.service')).toBeNull()
  expect(serviceInCgroup('0::/')).toBeNull()
})
