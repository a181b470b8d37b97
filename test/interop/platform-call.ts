/**
 * One call to station/platform, for platform.test.ts, which starts it in a namespace:
 * `platform-call.ts NAME ARGUMENT...` prints the result as one JSON line.
 */
import { probeAddress } from '../../station/platform/address-probe.ts'
import { openBoundSockets } from '../../station/platform/broker.ts'
import { probeForeignDhcp } from '../../station/platform/foreign-dhcp.ts'
import { listNetworkInterfaces } from '../../station/platform/network-interfaces.ts'
import { decodeDhcp, emptyPacket, encodeDhcp } from '../../station/protocols/dhcp/packet.ts'

const [name = '', interfaceName = '', address = '', brokerPath = ''] = process.argv.slice(2)
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  interfaces: () => listNetworkInterfaces(),
  'probe-address': () => probeAddress({ interfaceName, address }),
  'foreign-dhcp': foreignDhcp,
}
console.log(JSON.stringify(await calls[name]?.()))

async function foreignDhcp(): Promise<unknown> {
  const requests = { client: { protocol: 'udp', port: 68 } } as const
  const opened = await openBoundSockets({ brokerPath, interfaceName, requests })
  if (opened.kind === 'refused') return opened
  return probeForeignDhcp({
    socket: opened.sockets.client,
    encodeDiscover: ({ transactionId, mac }) =>
      encodeDhcp({
        ...emptyPacket('request'),
        transactionId,
        hardwareAddress: mac,
        broadcast: true,
        options: { messageType: 'discover' },
      }),
    decodeOffer: (datagram) => {
      const decoded = decodeDhcp(datagram)
      if (decoded.kind === 'bad' || decoded.packet.options.messageType !== 'offer') return null
      const { transactionId, options, serverAddress } = decoded.packet
      return { transactionId, serverAddress: options.serverIdentifier ?? serverAddress }
    },
    ownAddresses: address === '' ? [] : [address],
    limitMs: 2000,
  })
}
