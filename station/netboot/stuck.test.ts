import { expect, test } from 'vitest'
import type { Board, BootStage } from '../../contract/board.ts'
import {
  type BootTrail,
  beginTrail,
  type FileEvent,
  followTrail,
  type TrailEvent,
} from './boot-trail.ts'
import { type BoardFacts, endedVerdict, findStuck, type Verdict } from './stuck.ts'

const start = 1_000_000
const client = { address: '10.20.50.100', port: 1234 }

type Step = TrailEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'at'>
    : never
  : never

const discover: Step = { kind: 'discover', lateSeconds: 0, bootloaderBefore: null }
const offered: Step = { kind: 'offered' }
const address: Step = { kind: 'address', address: client.address }

/** A file event; ids grow with the requests. */
function file(
  id: number,
  fileName: string,
  more: Partial<FileEvent> & Pick<FileEvent, 'kind'>,
): Step {
  const amount = {
    bytes: 0,
    size: 10_000,
    blockSize: 1468,
    isProven: true,
    milliseconds: 1,
    bytesPerSecond: 1,
    resends: 0,
  }
  const event = { id, client, fileName, ...amount, ...more } as FileEvent
  return { kind: 'file', event }
}

/** The files of a whole boot. */
const kernelRead: readonly Step[] = [
  discover,
  offered,
  address,
  file(1, 'abcd1234/initrd.img', { kind: 'done', bytes: 10_000 }),
  file(2, 'abcd1234/vmlinuz', { kind: 'done', bytes: 10_000 }),
]

/** A trail of steps that are one second apart; the last one is at `now`. */
function walk(steps: readonly Step[]): { trail: BootTrail; now: number } {
  let trail: BootTrail | null = null
  let now = start
  for (const step of steps) {
    now += 1_000
    const event = { ...step, at: now } as TrailEvent
    if (trail !== null) trail = followTrail(trail, event)
    else if (event.kind === 'discover') trail = beginTrail(event)
  }
  if (trail === null) throw new Error('a trail begins with a discover')
  return { trail, now }
}

function stage(kind: Exclude<BootStage['kind'], 'boot-files'>): BootStage {
  return { kind, since: start }
}

function factsOf(
  changes: Partial<Omit<BoardFacts, 'board'>> & { board?: Partial<Board> } = {},
): BoardFacts {
  return {
    trail: null,
    before: null,
    wantsAgent: true,
    wasReady: false,
    spanningTree: null,
    ...changes,
    board: {
      link: 'network',
      stage: stage('power'),
      model: 'Raspberry Pi Compute Module 4 Rev 1.1',
      eepromVersion: null,
      eepromConfig: null,
      ...changes.board,
    },
  }
}

/** The verdict so many milliseconds after the last step. */
function after(
  milliseconds: number,
  steps: readonly Step[],
  changes: Parameters<typeof factsOf>[0] = {},
): Verdict | null {
  const { trail, now } = walk(steps)
  return findStuck(factsOf({ ...changes, trail }), now + milliseconds)
}

const threeOffers = [discover, offered, discover, offered, discover, offered]

test('an address that was offered three times and not taken is stuck after twelve seconds', () => {
  expect(after(1_000, threeOffers)).toBeNull()
  expect(after(12_000, threeOffers)).toMatchObject({
    code: 'offer-not-taken',
    since: start + 1_000,
  })
  expect(after(60_000, [discover, discover, discover])).toBeNull()
})

test('a board that asks for the address of another server is stuck at once', () => {
  const steps: Step[] = [discover, offered, { kind: 'foreign-server', server: '192.168.1.1' }]
  expect(after(0, steps)).toMatchObject({ code: 'foreign-dhcp', facts: { server: '192.168.1.1' } })
  expect(after(0, [...steps, address])).toBeNull()
})

test('an address without a request for a file is stuck after ten seconds, counted from the first address', () => {
  const steps = [discover, offered, address]
  expect(after(9_000, steps)).toBeNull()
  expect(after(10_000, steps)).toMatchObject({
    code: 'no-boot-files-asked',
    since: start + 3_000,
    facts: { address: client.address },
  })
  expect(after(5_000, [...steps, discover, offered, address, discover, offered])?.since).toBe(
    start + 3_000,
  )
})

test('the last file that is missing is the one that stopped the board', () => {
  const steps = [
    discover,
    address,
    file(1, 'abcd1234/recovery.elf', { kind: 'request' }),
    file(1, 'abcd1234/recovery.elf', { kind: 'not-found' }),
    file(2, 'abcd1234/start4.elf', { kind: 'request' }),
    file(2, 'abcd1234/start4.elf', { kind: 'not-found' }),
  ]
  expect(after(1_000, steps)).toBeNull()
  expect(after(8_000, steps)).toMatchObject({
    code: 'file-missing',
    facts: { fileName: 'start4.elf' },
  })
  expect(after(8_000, [...steps, file(3, 'config.txt', { kind: 'done' })])).toBeNull()
})

test('a file that boards go on without is not the one that stopped the board', () => {
  const missing = (id: number, name: string): Step => file(id, name, { kind: 'not-found' })
  const nameAfter = (steps: readonly Step[]) =>
    after(8_000, [discover, address, ...steps])?.facts.fileName
  const needed = missing(1, 'abcd1234/fixup4.dat')
  const optional = missing(2, 'abcd1234/fixup4.dat.sig')
  expect(nameAfter([needed, optional])).toBe('fixup4.dat')
  expect(nameAfter([needed, missing(2, 'recovery.elf'), missing(3, 'dt-blob.bin')])).toBe(
    'fixup4.dat',
  )
  // It read another file since, so it was not that one; nothing better is known than the last.
  const read = file(3, 'config.txt', { kind: 'done' })
  expect(nameAfter([needed, read, missing(4, 'dt-blob.bin')])).toBe('dt-blob.bin')
  expect(nameAfter([optional])).toBe('fixup4.dat.sig')
})

test('a missing file that is asked for again and again says that our answers do not arrive', () => {
  const asked = [1, 2, 3, 4].flatMap((id) => [
    file(id, 'start4.elf', { kind: 'request' }),
    file(id, 'start4.elf', { kind: 'not-found' }),
  ])
  expect(after(0, [discover, address, ...asked])?.code).toBe('answers-lost')
})

test('answers that are never confirmed are lost, unless an answer to a later request arrives', () => {
  const steps = [
    discover,
    address,
    file(1, 'start4.elf', { kind: 'started' }),
    file(1, 'start4.elf', { kind: 'timed-out', isProven: false }),
  ]
  expect(after(0, steps)).toBeNull()
  expect(after(3_000, steps)).toMatchObject({
    code: 'answers-lost',
    facts: { fileName: 'start4.elf' },
  })
  expect(after(3_000, [...steps, file(2, 'start4.elf', { kind: 'early-terminate' })])).toBeNull()
})

test('a transfer without a confirmed block for eight seconds has stopped, and so has one that was given up', () => {
  const moving = [discover, address, file(1, 'vmlinuz', { kind: 'progress', bytes: 5_000 })]
  const facts = { fileName: 'vmlinuz', bytes: '5000' }
  expect(after(7_000, moving)).toBeNull()
  expect(after(8_000, moving)).toMatchObject({ code: 'transfer-stopped', facts })
  const givenUp = file(1, 'vmlinuz', { kind: 'timed-out', bytes: 5_000 })
  expect(after(3_000, [...moving, givenUp])).toMatchObject({ code: 'transfer-stopped', facts })
})

test('a board that read a file to the end and asks for no other one has stopped after twenty seconds', () => {
  const steps = [discover, address, file(1, 'start4.elf', { kind: 'done', bytes: 10_000 })]
  expect(after(19_000, steps)).toBeNull()
  expect(after(20_000, steps)).toMatchObject({
    code: 'stopped-between-files',
    facts: { fileName: 'start4.elf' },
  })
})

test('an agent that has not called 45 seconds after the last file is missed', () => {
  expect(after(44_000, kernelRead)).toBeNull()
  expect(after(45_000, kernelRead)).toMatchObject({ code: 'agent-never-called' })
})

test('a kernel counts as read also when that is told after the next request', () => {
  const late = [
    ...kernelRead.slice(0, 4),
    file(2, 'vmlinuz', { kind: 'request' }),
    file(3, 'armstub8.bin', { kind: 'request' }),
    file(3, 'armstub8.bin', { kind: 'not-found' }),
    file(2, 'vmlinuz', { kind: 'done', bytes: 10_000 }),
  ]
  expect(after(10_000, late)).toBeNull()
  expect(after(45_000, late)?.code).toBe('agent-never-called')
})

test('a board that is ready or was told to boot its own storage is not stuck', () => {
  for (const kind of ['ready', 'waiting-for-approval', 'local'] as const)
    expect(after(60_000, kernelRead, { board: { stage: stage(kind) } })).toBeNull()
})

test('a board that was ready and is silent has gone silent; one that only was silent has not', () => {
  const board = { stage: stage('silent') }
  expect(findStuck(factsOf({ board, wasReady: true }), start)).toMatchObject({
    code: 'went-silent',
  })
  expect(findStuck(factsOf({ board }), start)).toBeNull()
})

test('a boot order without the network explains a board that shall netboot and does not', () => {
  const blind = { stage: stage('local'), eepromConfig: '[all]\nBOOT_UART=0\nBOOT_ORDER=0xf461\n' }
  expect(findStuck(factsOf({ board: blind }), start)).toMatchObject({
    code: 'no-network-in-boot-order',
    facts: { bootOrder: '0xf461' },
  })
  expect(findStuck(factsOf({ board: blind, wantsAgent: false }), start)).toBeNull()
  const overUsb = { ...blind, link: 'usb' as const }
  expect(findStuck(factsOf({ board: overUsb }), start)).toBeNull()
  const seeing = { ...blind, eepromConfig: 'BOOT_ORDER=0xf21' }
  expect(findStuck(factsOf({ board: seeing }), start)).toBeNull()
  const without = { ...blind, eepromConfig: 'BOOT_UART=1' }
  expect(findStuck(factsOf({ board: without }), start)?.facts).toEqual({ bootOrder: '0xf41' })
  const silent = { ...blind, stage: stage('silent') }
  expect(findStuck(factsOf({ board: silent, wasReady: true }), start)?.code).toBe(
    'no-network-in-boot-order',
  )
  expect(findStuck(factsOf({ board: silent }), start)).toBeNull()
})

test('a bootloader from before network boot explains where a board stops', () => {
  const board = { eepromVersion: '1567000000' }
  expect(after(10_000, [discover, address], { board })).toMatchObject({
    code: 'bootloader-too-old',
    facts: { version: '2019-08-28', minimum: '2020-04-16' },
  })
  const bySign: Step = { kind: 'discover', lateSeconds: 0, bootloaderBefore: '2020-03-04' }
  expect(after(10_000, [bySign, address])?.facts.version).toBe('<2020-03-04')
  expect(after(10_000, [discover, address], { board: { eepromVersion: '1700000000' } })?.code).toBe(
    'no-boot-files-asked',
  )
  const piThree = { model: 'Raspberry Pi 3 Model B Rev 1.2' }
  expect(after(10_000, [bySign, address], { board: piThree })?.code).toBe('no-boot-files-asked')
})

test('a file with more blocks than an old bootloader can count explains a transfer that stopped', () => {
  const size = 70_000 * 1468
  const steps = [
    discover,
    address,
    file(1, 'initrd.img', { kind: 'started', size }),
    file(1, 'initrd.img', { kind: 'timed-out', size, bytes: 96_000_000 }),
  ]
  expect(after(3_000, steps, { board: { eepromVersion: '1700000000' } })).toMatchObject({
    code: 'bootloader-too-old',
    facts: { version: '2023-11-14', minimum: '2025-09-23' },
  })
})

const spanningTree = { forwardDelaySeconds: 15 }

test('with spanning tree on the port, silence of a board is blamed on it as long as a port is held', () => {
  expect(after(5_000, kernelRead, { spanningTree })).toBeNull()
  expect(after(21_000, kernelRead, { spanningTree })).toMatchObject({
    code: 'spanning-tree',
    facts: { forwardDelaySeconds: '15' },
  })
  expect(after(51_000, kernelRead, { spanningTree })?.code).toBe('agent-never-called')
})

test('with spanning tree on the port, a board that is heard late and gets no further is stuck because of it', () => {
  const late: Step = { kind: 'discover', lateSeconds: 30, bootloaderBefore: null }
  expect(after(0, [late, offered], { spanningTree })?.code).toBe('spanning-tree')
  expect(after(0, [late, offered])).toBeNull()
  expect(
    after(0, [late, address, file(1, 'config.txt', { kind: 'done' })], { spanningTree }),
  ).toBeNull()
})

test('a board that tries again and again stays stuck until it comes further than before', () => {
  const { trail, now } = walk([discover, address, file(1, 'start4.elf', { kind: 'not-found' })])
  const before = endedVerdict(factsOf(), trail, now)
  expect(before).toMatchObject({ code: 'file-missing' })
  expect(after(0, [discover], { before })).toEqual(before)
  expect(
    after(0, [discover, address, file(2, 'config.txt', { kind: 'done' })], { before }),
  ).toEqual(before)
  expect(after(0, kernelRead, { before })).toBeNull()
})

test('a board that fails each time for the same reason is stuck since the first time', () => {
  const { trail, now } = walk([discover, address, file(1, 'start4.elf', { kind: 'not-found' })])
  const before = endedVerdict(factsOf(), trail, now)
  const later = walk([discover, address, file(9, 'start4.elf', { kind: 'not-found' })]).trail
  expect(endedVerdict(factsOf({ before }), later, now + 60_000)).toEqual(before)
  const other = walk([discover, address, file(9, 'fixup4.dat', { kind: 'not-found' })]).trail
  expect(endedVerdict(factsOf({ before }), other, now)?.facts.fileName).toBe('fixup4.dat')
  expect(endedVerdict(factsOf({ before }), walk(kernelRead).trail, now)).toBeNull()
})

test('a board that was switched off right after it had read the kernel is no sign of anything', () => {
  const { trail, now } = walk(kernelRead)
  expect(endedVerdict(factsOf(), trail, now + 5_000)).toBeNull()
  expect(endedVerdict(factsOf(), trail, now + 15_000)?.code).toBe('agent-never-called')
})
