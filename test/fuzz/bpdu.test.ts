import { expect, test } from 'vitest'
import { decodeBpduFrame } from '../../station/protocols/spanning-tree/bpdu.ts'
import { createRandom, type RandomNumber } from './dhcp-mutator.ts'

const frameCount = 300_000
const good = [
  '0180c200000002000000001000264242030000000000100002000000001000000000100002000000001080010000140002000400',
  '0180c2000000001b0cdd77810027424203000002020e800a001b0cdd770000000013900a001b0cdd778080180100140002000f0000',
  '0180c2000000001b0cdd77810007424203000000800000000000',
].map((text) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex')))

test(`${frameCount} mutated frames are read or refused, and what is read is within its bounds`, () => {
  for (const frame of good) expect(decodeBpduFrame(frame).kind).toBe('ok')
  const random = createRandom(20_261_126)
  const counts = { ok: 0, bad: 0 }
  for (let number = 0; number < frameCount; number += 1) {
    const result = decodeBpduFrame(mutate(good[random(good.length)] ?? new Uint8Array(), random))
    counts[result.kind] += 1
    if (result.kind === 'ok') expectWithinBounds(result.bpdu)
  }
  expect(counts.ok).toBeGreaterThan(frameCount / 20)
  expect(counts.bad).toBeGreaterThan(frameCount / 20)
})

function mutate(frame: Uint8Array, random: RandomNumber): Uint8Array {
  const bytes = Uint8Array.from(frame)
  for (let count = random(5); count > 0; count -= 1) bytes[random(bytes.length)] = random(256)
  return random(4) === 0 ? bytes.subarray(0, random(bytes.length + 1)) : bytes
}

type Read = Extract<ReturnType<typeof decodeBpduFrame>, { kind: 'ok' }>['bpdu']

function expectWithinBounds(bpdu: Read): void {
  if (bpdu.kind === 'topology-change-notification') return
  const numbers = [
    bpdu.forwardDelaySeconds,
    bpdu.helloTimeSeconds,
    bpdu.maxAgeSeconds,
    bpdu.messageAgeSeconds,
  ]
  const isWithin =
    numbers.every((seconds) => seconds >= 0 && seconds < 256) &&
    bpdu.port.number < 4096 &&
    bpdu.root.priority % 4096 === 0 &&
    bpdu.rootPathCost <= 0xffffffff
  if (!isWithin) throw new Error(`out of bounds: ${JSON.stringify(bpdu)}`)
}
