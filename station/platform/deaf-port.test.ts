import { expect, test } from 'vitest'
import type { DatagramPort } from './datagram-port.ts'
import { createDeafPort } from './deaf-port.ts'

test('packets of the one client are not heard, those of others and other bytes are', () => {
  let hear: (bytes: Uint8Array, source: { address: string; port: number }) => void = () => undefined
  const port: DatagramPort = {
    send: async () => undefined,
    onMessage: (listener) => {
      hear = listener
    },
    close: async () => undefined,
  }
  const heard: number[] = []
  createDeafPort(port, '02:00:00:00:00:07').onMessage((bytes) => heard.push(bytes.length))
  const packet = (lastByte: number, length: number): Uint8Array => {
    const bytes = Buffer.alloc(length)
    bytes.set([2, 0, 0, 0, 0, lastByte], 28)
    return bytes
  }
  const source = { address: '0.0.0.0', port: 68 }
  hear(packet(7, 300), source)
  hear(packet(8, 301), source)
  hear(new Uint8Array(5), source)
  expect(heard).toEqual([301, 5])
})
