import { expect, test } from 'vitest'
import { discover, mac, piMachineId, pxe, request, select, setUpProxy } from './test-bench.ts'

test('a proxy adds boot settings to a Pi’s DISCOVER and gives no address', () => {
  const bench = setUpProxy()
  bench.receive(discover({ vendorClass: pxe, clientMachineId: piMachineId }))
  expect(bench.sent()).toMatchObject([
    {
      address: '255.255.255.255',
      port: 68,
      packet: {
        yourAddress: '0.0.0.0',
        serverAddress: '10.0.0.1',
        options: { messageType: 'offer', vendorClass: 'PXEClient' },
      },
    },
  ])
  bench.receive(select('10.0.0.77', { serverIdentifier: '10.0.0.254' }))
  bench.receive({ ...discover(), hardwareAddress: mac(9) })
  expect(bench.sent()).toHaveLength(1)
  expect(bench.ignored()).toEqual(['proxy-mode', 'nothing-to-boot-in-proxy-mode'])
  expect(bench.kinds()).not.toContain('foreign-server')
})

test('a proxy answers on port 4011 to where the request came from', () => {
  const bench = setUpProxy()
  const vendorClass = 'PXEClient:Arch:00007:UNDI:003016'
  const options = { messageType: 'request' as const, vendorClass, clientArchitectures: [7] }
  const packet = { ...request(options), clientAddress: '10.0.0.77' }
  bench.proxyReceive(packet, { address: '10.0.0.77', port: 4011 })
  expect(bench.proxySent()).toMatchObject([
    {
      address: '10.0.0.77',
      port: 4011,
      packet: { bootFile: 'grub.efi', options: { messageType: 'ack', bootFileName: 'grub.efi' } },
    },
  ])
  bench.proxyReceive(discover(), { address: '10.0.0.77', port: 68 })
  expect(bench.proxySent()).toHaveLength(1)
})
