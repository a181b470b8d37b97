import { expect, test } from 'vitest'
import { decodeBpduFrame } from './bpdu.ts'

/** Recorded from a Linux bridge with spanning tree, priority 4096 and a forward delay of 4 s. */
const ofLinuxBridge =
  '0180c2000000 020000000010 0026 424203 0000 00 00 00 1000020000000010 00000000 1000020000000010 8001 0000 1400 0200 0400'
/** As a switch with RSTP sends on a port of VLAN 10 that has just got link: designated, discarding, proposal. */
const ofRapidSwitch =
  '0180c2000000 001b0cdd7781 0027 424203 0000 02 02 0e 800a001b0cdd7700 00000013 900a001b0cdd7780 8018 0100 1400 0200 0f00 00'
const notification = '0180c2000000 001b0cdd7781 0007 424203 0000 00 80'

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
}

test('a configuration BPDU of a Linux bridge tells who is root and the forward delay', () => {
  const bridge = { priority: 4096, systemIdExtension: 0, mac: '02:00:00:00:00:10' }
  expect(decodeBpduFrame(bytesOf(ofLinuxBridge))).toEqual({
    kind: 'ok',
    bpdu: {
      kind: 'configuration',
      sender: '02:00:00:00:00:10',
      version: 0,
      root: bridge,
      rootPathCost: 0,
      bridge,
      port: { priority: 128, number: 1 },
      topologyChange: false,
      topologyChangeAcknowledgement: false,
      messageAgeSeconds: 0,
      maxAgeSeconds: 20,
      helloTimeSeconds: 2,
      forwardDelaySeconds: 4,
      rapid: null,
    },
  })
})

test('an RST BPDU tells the role and the state of the switch’s port', () => {
  const result = decodeBpduFrame(bytesOf(ofRapidSwitch))
  expect(result).toMatchObject({
    kind: 'ok',
    bpdu: {
      version: 2,
      root: { priority: 32_768, systemIdExtension: 10, mac: '00:1b:0c:dd:77:00' },
      rootPathCost: 19,
      bridge: { priority: 36_864, systemIdExtension: 10, mac: '00:1b:0c:dd:77:80' },
      port: { priority: 128, number: 24 },
      messageAgeSeconds: 1,
      forwardDelaySeconds: 15,
      rapid: {
        portRole: 'designated',
        portState: 'discarding',
        proposal: true,
        agreement: false,
      },
    },
  })
})

test.for([
  [0x3c, 'designated', 'forwarding'],
  [0x18, 'root', 'learning'],
  [0x04, 'alternate-or-backup', 'discarding'],
  [0x00, 'unknown', 'discarding'],
] as const)('flags 0x%i are role %s and state %s', ([flags, portRole, portState]) => {
  const frame = bytesOf(ofRapidSwitch)
  frame[21] = flags
  expect(decodeBpduFrame(frame)).toMatchObject({ bpdu: { rapid: { portRole, portState } } })
})

test('a topology change notification carries nothing', () => {
  expect(decodeBpduFrame(bytesOf(notification))).toEqual({
    kind: 'ok',
    bpdu: { kind: 'topology-change-notification', sender: '00:1b:0c:dd:77:81' },
  })
})

test('padding behind the BPDU, as on every real cable, changes nothing', () => {
  const padded = new Uint8Array(60)
  padded.set(bytesOf(notification))
  expect(decodeBpduFrame(padded)).toEqual(decodeBpduFrame(bytesOf(notification)))
})

test.for([
  ['an empty frame', ''],
  ['a header alone', '0180c2000000 020000000010 0026 424203'],
  ['another group address (LLDP)', ofLinuxBridge.replace('0180c2000000', '0180c200000e')],
  ['an Ethernet type', ofLinuxBridge.replace(' 0026 ', ' 88cc ')],
  ['another LLC header', ofLinuxBridge.replace('424203', 'aaaa03')],
  ['another protocol', ofLinuxBridge.replace('424203 0000', '424203 0001')],
  ['an unknown type', notification.replace(/80$/, '7f')],
  ['an RST type in the first version', ofRapidSwitch.replace('0000 02 02', '0000 00 02')],
  ['a configuration cut short', ofLinuxBridge.slice(0, -4)],
  ['a length field of zero', ofLinuxBridge.replace(' 0026 ', ' 0000 ')],
  ['a length field that ends in the BPDU', ofLinuxBridge.replace(' 0026 ', ' 0025 ')],
])('%s is bad', ([, text = '']) => {
  expect(decodeBpduFrame(bytesOf(text))).toMatchObject({ kind: 'bad' })
})
