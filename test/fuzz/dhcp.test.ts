import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { BootDecision } from '../../station/protocols/dhcp/boot-policy.ts'
import type { DatagramPort } from '../../station/protocols/dhcp/datagram-port.ts'
import { createMemoryLeaseStore } from '../../station/protocols/dhcp/memory-lease-store.ts'
import {
  type DhcpOptions,
  type DhcpPacket,
  decodeDhcp,
  emptyPacket,
  encodeDhcp,
} from '../../station/protocols/dhcp/packet.ts'
import { createDhcpServer } from '../../station/protocols/dhcp/server.ts'
import { createRandom, goodPackets, mutate } from './dhcp-mutator.ts'

const packetCount = 1_000_000
const packetsPerTurn = 200
const mostWaitingAnswers = 50
const nothing = new Uint8Array(0)
const decisions: BootDecision[] = [
  { kind: 'netboot', bootFile: 'boot.efi' },
  { kind: 'netboot' },
  { kind: 'address-only' },
  { kind: 'ignore' },
]

// About 35 s on two free cores; the limit is for a machine that is busy with other things.
const limit = { timeout: 300_000 }

test('a million hostile packets neither throw nor hang nor take memory', limit, async () => {
  const random = createRandom(20_261_126)
  const good = goodPackets()
  const bench = createBench(random)
  const send = async (count: number) => {
    for (let number = 0; number < count; number += 1) {
      bench.receive(bench.nextAnswer() ?? mutate(good[random(good.length)] ?? nothing, random))
      // The clock moves and probes end between packets, as they do on a real network.
      if (number % packetsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  // The first tenth fills every bounded table; from then on nothing may be added.
  await send(packetCount / 10)
  const before = usedHeap()
  await send(packetCount - packetCount / 10)
  const growth = usedHeap() - before
  await bench.stop()
  console.log(
    `heap growth over ${packetCount} packets: ${Math.round(growth / 1024)} KiB`,
    bench.counts,
  )
  expect(bench.counts.failed ?? 0).toBe(0)
  expect(bench.counts['bad-packet']).toBeGreaterThan(packetCount / 10)
  expect(bench.counts.offered).toBeGreaterThan(1000)
  expect(bench.counts.acked).toBeGreaterThan(100)
  expect(bench.badReplies()).toBe(0)
  expect(growth).toBeLessThan(4 * 1024 * 1024)
})

function createBench(random: (below: number) => number) {
  let listener: Parameters<DatagramPort['onMessage']>[0] | undefined
  let now = 0
  let badReplies = 0
  const answers: Uint8Array[] = []
  const counts: Record<string, number> = {}
  const port: DatagramPort = {
    send(bytes) {
      const result = decodeDhcp(bytes)
      if (result.kind === 'bad' || bytes.length > 1472) badReplies += 1
      else if (answers.length < mostWaitingAnswers && random(4) === 0) {
        answers.push(...answersTo(result.packet, random(10)))
      }
    },
    onMessage(newListener) {
      listener = newListener
    },
    close() {
      listener = undefined
    },
  }
  const server = createDhcpServer({
    mode: 'server',
    port,
    serverAddress: '10.0.0.1',
    netmask: '255.255.255.0',
    range: { first: '10.0.0.10', last: '10.0.0.250' },
    leaseSeconds: 120,
    leaseStore: createMemoryLeaseStore(),
    piThreeDelayMilliseconds: 1,
    probe: async () => random(20) === 0,
    policy: () => decisions[random(decisions.length)] ?? { kind: 'ignore' },
    onEvent: (event) => {
      counts[event.kind] = (counts[event.kind] ?? 0) + 1
    },
    clock: () => now,
  })
  server.start()
  return {
    counts,
    badReplies: () => badReplies,
    /** A well-behaved answer to an offer now and then, so that leases come about for others to disturb. */
    nextAnswer: () => answers.shift(),
    stop: () => server.stop(),
    receive(bytes: Uint8Array) {
      now += 50
      listener?.(bytes, { address: '10.0.0.66', port: 68 })
    },
  }
}

/** REQUEST eight times of ten, else DECLINE or RELEASE. */
function answersTo(offer: DhcpPacket, dice: number): Uint8Array[] {
  const { messageType, serverIdentifier, clientIdentifier } = offer.options
  if (messageType !== 'offer' || serverIdentifier === undefined) return []
  const { transactionId, hardwareAddress, yourAddress } = offer
  const options: DhcpOptions = { messageType: 'request', serverIdentifier }
  if (clientIdentifier !== undefined) options.clientIdentifier = clientIdentifier
  const answer = { ...emptyPacket('request'), transactionId, hardwareAddress, options }
  if (dice === 9) {
    options.messageType = 'release'
    answer.clientAddress = yourAddress
  } else {
    options.requestedAddress = yourAddress
    if (dice === 8) options.messageType = 'decline'
  }
  return [encodeDhcp(answer)]
}

function usedHeap(): number {
  setFlagsFromString('--expose-gc')
  const collectGarbage: unknown = runInNewContext('gc')
  if (typeof collectGarbage === 'function') collectGarbage()
  return process.memoryUsage().heapUsed
}
