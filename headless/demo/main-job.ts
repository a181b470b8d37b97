import { createReadStream } from 'node:fs'
import { createRouterClient } from '@orpc/server'
import { boardLabel } from '../../contract/board.ts'
import { isOpen, type Job } from '../../contract/job.ts'
import type { StationEvent } from '../../contract/station-event.ts'
import type { SimulatedBoard } from '../../simulator/simulated-board.ts'
import { formatBytes } from '../format.ts'
import { compareStorage } from './compare-storage.ts'
import type { DemoBench } from './demo-bench.ts'

/** Longer than anything here takes; a demo that hangs must end with a sentence instead. */
const limit = 120_000

type Report = (line: string) => void

/**
 * The main job without a person: every board netboots, registers, is deployed the image, is verified and boots from its own storage;
 * then the first is backed up and its backup deployed to the second. True only if every byte on every storage is right.
 */
export async function runMainJob(
  demo: DemoBench,
  imagePath: string,
  report: Report,
): Promise<boolean> {
  const client = createRouterClient(demo.running.router)
  const { images, changes, snapshot } = demo.running.station
  const imported = await client.images.import({ path: imagePath, name: 'demo image' })
  const end = await until(changes.follow, snapshot, (event) =>
    event.kind === 'importChanged' &&
    event.import.id === imported.id &&
    event.import.state.kind !== 'running'
      ? event.import.state
      : undefined,
  )
  if (end.kind !== 'done')
    throw new Error(end.kind === 'refused' ? end.message : 'The import was cancelled.')
  await demo.bench.start()
  const results = await Promise.all(
    demo.bench.boards.map((board) => deployAndCheck(demo, board, end.imageId, report)),
  )
  const [first, second] = demo.bench.boards
  const copied =
    first !== undefined && second !== undefined
      ? await copyByBackup(demo, first, second, report)
      : true
  const right = results.filter((result) => result).length
  const image = images.get(end.imageId)
  report(
    `${right} of ${results.length} boards deployed and equal to the image (${formatBytes(image?.rawSize ?? 0)})${second === undefined ? '' : `; backup and its deploy ${copied ? 'equal' : 'NOT equal'}`}.`,
  )
  return copied && right === results.length
}

async function deployAndCheck(
  demo: DemoBench,
  board: SimulatedBoard,
  imageId: string,
  report: Report,
): Promise<boolean> {
  const started = performance.now()
  const job = await runJob(demo, board, 'deploy', imageId)
  if (job.state.kind !== 'done') return failed(job, report)
  await board.waitFor('booted-local', limit)
  const result = await compareStorage(
    board.storageFile,
    demo.running.station.images.rawStream(imageId),
  )
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const verdict =
    result.kind === 'equal'
      ? `every byte right (${formatBytes(result.bytes)})`
      : `WRONG at byte ${result.offset}`
  report(
    `${job.boardLabel} ${board.identity.model.name}: netbooted, deployed, verified, booted its own storage in ${seconds} s; ${verdict}`,
  )
  return result.kind === 'equal'
}

async function copyByBackup(
  demo: DemoBench,
  from: SimulatedBoard,
  to: SimulatedBoard,
  report: Report,
): Promise<boolean> {
  const backup = await runJob(demo, from, 'backup', '')
  if (backup.state.kind !== 'done' || backup.imageId === null) return failed(backup, report)
  report(`${backup.boardLabel}: backed up as "${backup.imageName}"`)
  const deploy = await runJob(demo, to, 'deploy', backup.imageId)
  if (deploy.state.kind !== 'done') return failed(deploy, report)
  await Promise.all([from, to].map((board) => board.powerOff()))
  const result = await compareStorage(
    to.storageFile,
    createReadStream(from.storageFile, { highWaterMark: 1024 * 1024 }),
  )
  const verdict = result.kind === 'equal' ? 'equal' : `DIFFERENT at byte ${result.offset}`
  report(
    `${deploy.boardLabel}: deployed from that backup; its storage and the one that was backed up are ${verdict}`,
  )
  return result.kind === 'equal'
}

/** Waits until the board is ready (or makes it netboot again), gives it the job, and waits for the job's end. */
async function runJob(
  demo: DemoBench,
  board: SimulatedBoard,
  kind: Job['kind'],
  imageId: string,
): Promise<Job> {
  const client = createRouterClient(demo.running.router)
  const { changes, snapshot } = demo.running.station
  const { serial } = board.identity
  const find = (event: StationEvent) =>
    event.kind === 'boardChanged' && event.board.serial === serial ? event.board : undefined
  const known = await until(changes.follow, snapshot, (event) => {
    const found = find(event)
    return found !== undefined && found.storages.length > 0 ? found : undefined
  })
  const [storage] = known.storages
  if (storage === undefined) throw new Error(`Board ${boardLabel(known)} reported no storage.`)
  const target = { boardId: known.id, targetPath: storage.path, targetSizeBytes: storage.sizeBytes }
  const armed =
    kind === 'deploy'
      ? await client.jobs.deploy({ ...target, imageId })
      : await client.jobs.backup({ ...target, imageName: `backup of ${serial}` })
  if (known.stage.kind !== 'ready') {
    // It runs from its own storage now: the technician switches it off and on, and the armed job lets it into the agent.
    await board.powerOff()
    await board.powerOn()
  }
  return until(changes.follow, snapshot, (event) =>
    event.kind === 'jobChanged' && event.job.id === armed.id && !isOpen(event.job)
      ? event.job
      : undefined,
  )
}

function failed(job: Job, report: Report): false {
  report(
    `${job.boardLabel}: ${job.kind} FAILED: ${job.state.kind === 'failed' ? job.state.message : job.state.kind}`,
  )
  return false
}

/** Follows the station until `pick` finds something; what is known already counts as if it had just changed. */
async function until<Found>(
  follow: DemoBench['running']['station']['changes']['follow'],
  snapshot: DemoBench['running']['station']['snapshot'],
  pick: (event: StationEvent) => Found | undefined,
): Promise<Found> {
  const signal = AbortSignal.timeout(limit)
  for await (const event of follow(() => ({ kind: 'snapshot', snapshot: snapshot() }), signal)) {
    for (const single of event.kind === 'snapshot' ? unfold(event.snapshot) : [event]) {
      const found = pick(single)
      if (found !== undefined) return found
    }
  }
  throw new Error(`What was waited for did not happen within ${limit / 1000} seconds.`)
}

function unfold(snapshot: Extract<StationEvent, { kind: 'snapshot' }>['snapshot']): StationEvent[] {
  return [
    ...snapshot.boards.map((board): StationEvent => ({ kind: 'boardChanged', board })),
    ...snapshot.jobs.map((job): StationEvent => ({ kind: 'jobChanged', job })),
    ...snapshot.imports.map((change): StationEvent => ({ kind: 'importChanged', import: change })),
  ]
}
