import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { boardSchema } from '../contract/board.ts'
import { type Job, jobSchema } from '../contract/job.ts'
import { type UsbBoard, usbBoardSchema } from '../contract/usb-board.ts'
import { createAttachmentList } from './attachments/attachment-list.ts'
import { buildPower } from './build-power.ts'
import type { Power } from './power/power.ts'

// When power is not taken: with a port that answers by itself, and boards and jobs as the station knows them.

let folder = ''
let audits: string[] = []
const built: Power[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-power-'))
  audits = []
})
afterEach(async () => {
  for (const power of built.splice(0)) await power.stop()
  rmSync(folder, { recursive: true, force: true })
})

const board = boardSchema.parse({
  ...{ id: 'board-1', serial: '1234', macs: [], ip: null, name: 'rack 4', slot: null },
  ...{ model: null, revision: null, memoryBytes: null, eepromVersion: null, bootMode: null },
  ...{ link: 'usb', usbPath: '1-1.2.1', storages: [], stage: { kind: 'ready', since: 0 } },
  ...{ netboot: 'agent', approved: false, firstSeenAt: 0, lastSeenAt: 0 },
})

function jobIn(state: object): Job {
  return jobSchema.parse({
    ...{ id: 'job-1', kind: 'deploy', boardId: board.id, boardLabel: 'rack 4', imageId: 'image-1' },
    ...{ imageName: 'golden', target: { path: 'mmcblk0', sizeBytes: 1, cid: '' }, state },
    ...{ createdAt: 0, startedAt: 0, attempts: 1 },
  })
}

const progress = {
  ...{ phase: 'writing', bytesDone: 0, bytesTotal: 1, bytesPerSecond: 0, secondsLeft: null },
}

async function portWith(job: Job | undefined, usbBoards: readonly UsbBoard[] = []): Promise<Power> {
  const attachments = createAttachmentList()
  attachments.put({ usbBoards: [...usbBoards] })
  const power = buildPower({
    attachments,
    drivers: [
      {
        list: async () => ({
          ports: [{ id: 'a', name: 'Port a', usbPath: '1-1.2', state: 'on' }],
          notices: [],
        }),
        set: async () => null,
      },
    ],
    simulated: true,
    dataFolder: folder,
    boards: { list: () => [board] },
    openJobOf: (id) => (id === board.id ? job : undefined),
    servedInterface: () => null,
    audit: (_action, subject) => audits.push(subject),
    clock: Date.now,
    log: () => undefined,
  })
  built.push(power)
  await power.look()
  return power
}

const confirmed = {
  at: 0,
  outcome: 'confirmed' as const,
  properties: [],
  sha256: null,
  keptIn: null,
}

function usbBoard(change: Partial<UsbBoard>): UsbBoard {
  return usbBoardSchema.parse({
    ...{ path: '1-1.2', chip: 'bcm2711', serial: null, macs: [], revision: null, log: [] },
    ...{ target: 'agent', stage: { kind: 'waiting', since: 0 }, ...change },
  })
}

test.each([
  { kind: 'running', progress },
  { kind: 'cancelling', progress },
])(
  'a board on which a job is $kind keeps its power until a person says so twice',
  async (state) => {
    const power = await portWith(jobIn(state))
    const refused = await power.set('a', 'off', false)
    expect(refused).toMatchObject({ code: 'power-job-open' })
    expect(refused).toMatchObject({ message: expect.stringContaining('rack 4') })
    expect(await power.set('a', 'off', true)).toMatchObject({ kind: 'switched' })
    expect(audits).toEqual(['a', 'board-1'])
  },
)

test.each([{ kind: 'armed' }, { kind: 'interrupted', since: 0, progress }])(
  'a job that is $kind is no reason: its board is to come back',
  async (state) => {
    const power = await portWith(jobIn(state))
    expect(await power.set('a', 'off', false)).toMatchObject({ kind: 'switched' })
  },
)

test.each([
  [{ stage: { kind: 'serving-files', since: 0, fileName: 'boot.img' } } as const, 'power-job-open'],
  [{ target: 'recovery', stage: { kind: 'booted', since: 0 } } as const, 'power-job-open'],
  [
    { target: 'recovery', stage: { kind: 'booted', since: 0 }, eeprom: confirmed } as const,
    undefined,
  ],
  [{ stage: { kind: 'booted', since: 0 } } as const, undefined],
  [{ stage: { kind: 'waiting', since: 0 } } as const, undefined],
  [{ path: '1-1.3', stage: { kind: 're-enumerating', since: 0 } } as const, undefined],
])('a board on a USB cable that is %o: %s', async (change, code) => {
  const power = await portWith(undefined, [usbBoard(change)])
  const result = await power.set('a', 'off', false)
  expect(result !== undefined && 'code' in result ? result.code : undefined).toBe(code)
})
