import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { boardSchema } from '../contract/board.ts'
import { refusal } from '../contract/errors.ts'
import { isOpen } from '../contract/job.ts'
import type { Settings } from '../contract/settings.ts'
import type { Serving, Snapshot, Status } from '../contract/station-event.ts'
import { type AttachmentList, createAttachmentList } from './attachments/attachment-list.ts'
import { type BatchRunner, createBatchRunner } from './batch/batch-runner.ts'
import { type BenchStart, createBenchStart } from './bench-start.ts'
import { type BoardHistory, createBoardHistory } from './boards/board-history.ts'
import { type BoardRegistry, createBoardRegistry } from './boards/registry.ts'
import {
  type AttachmentParts,
  type AttachmentWorld,
  buildAttachments,
} from './build-attachments.ts'
import { buildDoctor, openSettings } from './build-doctor.ts'
import { buildNetboot } from './build-netboot.ts'
import { buildStuckWatch, buildTraffic } from './build-traffic.ts'
import { choosePortAddressing } from './choose-port-addressing.ts'
import { handleDhcpEvent } from './dhcp-events.ts'
import type { Doctor } from './doctor/doctor.ts'
import { download } from './images/download.ts'
import { createImportList, type ImportList } from './images/import-list.ts'
import { type ImageLibrary, openImageLibrary } from './images/library.ts'
import { type ChangeFeed, createChangeFeed } from './mirror/change-feed.ts'
import type { StuckThresholds } from './netboot/stuck.ts'
import type { BenchPrograms, BenchSettings } from './network/bench-settings.ts'
import { uniqueLocalAddressOf } from './network/port-request.ts'
import type { SettingsKeeper } from './network/settings.ts'
import { spanningTreeWords } from './network/spanning-tree.ts'
import type { Reservation } from './protocols/dhcp/lease-table.ts'
import { createAgentRoutes } from './provisioning/agent-routes.ts'
import { type Agents, createAgents } from './provisioning/agents.ts'
import { type Arming, createArming } from './provisioning/arming.ts'
import { createBackupRoutes } from './provisioning/backup-routes.ts'
import { type Backups, createBackups } from './provisioning/backups.ts'
import { createBoardServer } from './provisioning/board-server.ts'
import { createCredentials } from './provisioning/credentials.ts'
import { createImageRoutes } from './provisioning/image-routes.ts'
import { createJobs, type Jobs } from './provisioning/jobs.ts'
import { serveBench } from './serving.ts'
import { createServingControl, type ServingControl } from './serving-control.ts'
import { type Audit, openAuditLog, readAuditLog } from './storage/audit-log.ts'
import { openBatchStore } from './storage/batch-store.ts'
import { openBoardRecords } from './storage/board-records.ts'
import { openCredentialStore } from './storage/credential-store.ts'
import { type DataFolder, openDataFolder } from './storage/data-folder.ts'
import { openDatabase } from './storage/database.ts'
import { openDocuments } from './storage/documents.ts'
import { openJobStore } from './storage/job-store.ts'
import { openLeaseStore } from './storage/lease-store.ts'
import { createRetryingWriter } from './storage/retrying-writer.ts'
import { spoolStream } from './storage/spool-stream.ts'
import { spanningTreeObservation } from './traffic/spanning-tree-entry.ts'
import type { Traffic } from './traffic/traffic.ts'
import { createWarnings, type Warnings } from './warnings.ts'

export type StationOptions = {
  readonly dataFolder: string
  /** Folders with boot files: our kernel and initramfs, Raspberry Pi's firmware. A later folder wins. */
  readonly bootFolders: readonly string[]
  readonly version: string
  /** Serve clients that know only the two routes of the seed: docs/agent-protocol.md. */
  readonly compatibility: boolean
  /** Words to add to the kernel's command line of every board. */
  readonly extraCommandLine: string
  readonly simulated: boolean
  /** The C programs that serving on a network port needs. */
  readonly programs: BenchPrograms
  /** Options of the command line: they win over the stored settings for this run. */
  readonly forThisRun?: {
    readonly settings: Partial<Settings>
    readonly reservations: readonly Reservation[]
  }
  /** How often another DHCP server is looked for while boards are served; every five minutes when absent. */
  readonly searchIntervalMs?: number
  /** zstd level for imported images; null for the library's own choice. */
  readonly compressionLevel: number | null
  readonly clock: () => number
  readonly log: (message: string) => void
  /** Stand-ins for what is plugged into this computer. */
  readonly world?: AttachmentWorld
  /** Shorter waits, for tests: until an idle board counts as silent, and until a board counts as stuck. Milliseconds. */
  readonly timing?: { readonly silence: number; readonly stuck: Partial<StuckThresholds> }
}

/** The parts that the router and the shells use. */
export type Station = {
  readonly options: StationOptions
  readonly data: DataFolder
  readonly boards: BoardRegistry
  readonly history: BoardHistory
  readonly jobs: Jobs
  /** The one way to an armed job: whoever says go, the board's agent hears of it and the audit log keeps it. */
  readonly arming: Arming
  readonly batch: BatchRunner
  readonly agents: Agents
  readonly backups: Backups
  readonly images: ImageLibrary
  readonly imports: ImportList
  readonly warnings: Warnings
  readonly changes: ChangeFeed
  readonly audit: Audit
  /** What hangs on this computer itself: USB boards, drives, nodes, serial lines. */
  readonly attachments: AttachmentList
  /** What finds and drives them. */
  readonly attached: AttachmentParts
  readonly settings: SettingsKeeper
  readonly serving: ServingControl
  readonly traffic: Traffic
  readonly benchStart: BenchStart
  readonly doctor: Doctor
  snapshot(): Snapshot
  /** Begins to serve boards on this bench; a refusal is also shown in the status. `benchStart` serves as the settings say. */
  serve(settings: BenchSettings): Promise<Serving>
  stop(): Promise<void>
}

/** How long a board may say nothing before it counts as gone: its agent polls every 20 s, and reports twice a second while it works. */
const silenceOfIdleBoard = 50_000
const silenceOfWorkingBoard = 15_000
const sweepInterval = 1_000

/** Builds the station on its data folder. The one place where parts meet; it does not serve boards yet. */
export async function createStation(options: StationOptions): Promise<Station> {
  const { clock, log } = options
  const data = openDataFolder(options.dataFolder)
  const database = openDatabase(data.databasePath)
  const changes = createChangeFeed()
  const attachments = createAttachmentList()
  const startedAt = clock()

  const status = (): Status => ({
    version: options.version,
    startedAt,
    serving: serving.current(),
    warnings: warnings.list(),
    batch: batch.current(),
    simulated: options.simulated,
  })
  let isBuilt = false
  const publishStatus = (): void => {
    // A full disk may be noticed while the parts are still being built: nobody follows yet, and the snapshot will tell.
    if (isBuilt) changes.publish({ kind: 'statusChanged', status: status() })
  }
  const warnings = createWarnings(clock, publishStatus)
  const addressing = choosePortAddressing({
    platform: process.platform,
    brokerPath: options.programs.brokerPath,
    owedFile: join(data.folder, 'network-manager.json'),
    onLost: (message) => serving.endWith(refusal('port-lost', message)),
    log,
  })
  const uniqueLocalAddress = uniqueLocalAddressOf(data.publicKeyPem)
  const serving: ServingControl = createServingControl({
    open: (bench) =>
      serveBench(bench, {
        netboot,
        boardServer,
        boards: () => boards.list(),
        addressing,
        uniqueLocalAddress,
        leaseStore: openLeaseStore(database, log),
        onDhcpEvent: (event) => {
          stuckWatch.dhcpEvent(event)
          handleDhcpEvent(event, {
            addressGiven: netboot.addressGiven,
            foreignServer: serving.endBecauseOf,
            warn: warnings.add,
          })
        },
        tap: traffic.tap,
        onForeignAnswer: traffic.foreignAnswer,
        onTftpEvent: (event) => {
          traffic.tftpEvent(event)
          stuckWatch.tftpEvent(event)
          if (event.kind === 'failed')
            warnings.add(
              'tftp-failed',
              `The file server for boards has ended: ${event.message}. Start the station again.`,
            )
        },
        onWarning: warnings.add,
        watchListeners: {
          onForeignServer: serving.endBecauseOf,
          onSpanningTree: (tree) => {
            const { what, next } = spanningTreeWords(tree)
            warnings.add('spanning-tree', `${what} ${next}`)
          },
          onBpdu: (bpdu) => traffic.record(spanningTreeObservation(bpdu)),
          onEnd: (refused) => serving.endWith(refused),
          log,
        },
        ...(options.searchIntervalMs === undefined
          ? {}
          : { searchIntervalMs: options.searchIntervalMs }),
        clock,
        log,
      }),
    onClosing: () => {
      warnings.dismiss('spanning-tree')
      agents.wakeAll()
    },
    onChanged: publishStatus,
    log,
  })
  const writer = createRetryingWriter((problem) => {
    if (problem === null) warnings.dismiss('database')
    else {
      warnings.add(
        'database',
        `The database can't be written (${problem}). The station goes on and tries again, but what happens now would be lost if it ended. Free space on the disk.`,
      )
    }
  })
  const boardStore = openDocuments({
    database,
    table: 'boards',
    schema: boardSchema,
    keyOf: (board) => board.id,
    log,
  })
  const boards = createBoardRegistry({
    clock,
    store: {
      load: boardStore.load,
      save: (board) => writer.write(`board ${board.id}`, () => boardStore.save(board)),
      remove: (id) => writer.write(`board ${id}`, () => boardStore.remove(id)),
    },
    onChanged: (board) => {
      changes.publish({ kind: 'boardChanged', board })
      batch.boardChanged(board)
    },
    onForgotten: (id) => {
      writer.write(`history ${id}`, () => history.forget(id))
      batch.boardForgotten(id)
      changes.publish({ kind: 'boardForgotten', id })
    },
    onStage: (board) => history.noteStage(board),
  })
  const jobStore = openJobStore(database, log)
  const jobs = createJobs({
    clock,
    store: {
      ...jobStore,
      save: (job) => {
        jobStore.save(job)
        writer.forget(`job ${job.id}`)
      },
      saveLater: (job) => writer.write(`job ${job.id}`, () => jobStore.save(job)),
      appendLog: (id, at, text) =>
        writer.write(`log ${id} ${at}`, () => jobStore.appendLog(id, at, text)),
    },
    onChanged: (job) => {
      changes.publish({ kind: 'jobChanged', job })
      const endedBadly = job.state.kind === 'failed' || job.state.kind === 'cancelled'
      if (endedBadly && job.kind === 'backup') backups.clear(job)
    },
  })
  const history = createBoardHistory({
    records: openBoardRecords(database),
    jobsOf: jobs.ofBoard,
    actsOn: (boardId, limit) => readAuditLog(database, boardId, limit),
  })
  const credentials = createCredentials({ clock, store: openCredentialStore(database) })
  const traffic = buildTraffic({ clock, boards, credentials })
  const agents = createAgents({
    registry: boards,
    jobs,
    credentials,
    compatibility: options.compatibility,
    log,
    newGrant: () => randomBytes(16).toString('hex'),
  })
  const images = await openImageLibrary({
    folder: data.imagesFolder,
    signingKey: data.signingKey,
    log,
    clock,
  })
  await dropOrphanedBackups(images, jobs, log)
  const publishImage = (id: string): void => {
    const image = images.get(id)
    if (image !== undefined) changes.publish({ kind: 'imageChanged', image })
  }
  const imports = createImportList({
    importImage: (source, control) =>
      images.import(
        options.compressionLevel === null
          ? source
          : { ...source, compressionLevel: options.compressionLevel },
        control,
      ),
    fetchFile: (source, control) => download({ ...source, ...control, folder: data.uploadsFolder }),
    onChanged: (change) => {
      if (change.state.kind === 'done') publishImage(change.state.imageId)
      changes.publish({ kind: 'importChanged', import: change })
    },
  })
  /** A full disk must not keep a person from stopping something: the line is written later, with its own time. */
  const audit: Audit = (action, subject, details) => {
    const at = clock()
    writer.write(`audit ${randomUUID()}`, () =>
      openAuditLog(database, () => at)(action, subject, details),
    )
  }
  const arming = createArming({ jobs, registry: boards, agents, audit })
  const batchStore = openBatchStore(database, log)
  const batch = createBatchRunner({
    clock,
    schedule: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds)
      return () => clearTimeout(timer)
    },
    store: {
      ...batchStore,
      saveLater: (next) => writer.write('batch', () => batchStore.save(next)),
      dismiss: (id) => writer.write(`batch ${id} dismissed`, () => batchStore.dismiss(id)),
    },
    boards: boards.list,
    board: boards.get,
    image: (id) => images.get(id),
    openJobOf: jobs.openJobOf,
    job: jobs.get,
    arm: (board, image, storage, batchId) =>
      arming.arm(
        board,
        { kind: 'deploy', image, targetPath: storage.path, targetSizeBytes: storage.sizeBytes },
        batchId,
      ),
    audit,
    onChanged: publishStatus,
  })
  const backups = createBackups({
    jobs,
    registry: boards,
    openSession: (jobId, size) => images.openBackup(jobId, size),
    spool: (stream) => spoolStream(stream, data.uploadsFolder, log),
    onSealed: publishImage,
    log,
  })
  const netboot = buildNetboot({
    ...options,
    publicKeyPem: data.publicKeyPem,
    boards,
    jobs,
    credentials,
    boardUrl: () => boardUrl(serving.current()),
  })
  const boardServer = createBoardServer({
    registry: boards,
    credentials,
    agents,
    log,
    agentRoutes: createAgentRoutes({
      registry: boards,
      jobs,
      agents,
      compatibility: options.compatibility,
      baseUrl: () => boardUrl(serving.current()),
      log,
    }),
    imageRoutes: createImageRoutes({
      jobs,
      images,
      onSent: (job, sentBytes) => {
        jobs.advance(job.id, { kind: 'sent', sentBytes })
        boards.change(job.boardId, { netboot: 'local' })
      },
    }),
    backupRoutes: createBackupRoutes({ jobs, backups }),
  })

  const settings = openSettings(data.folder, options.forThisRun?.settings ?? {}, log)
  const benchStart = createBenchStart({
    settings,
    programs: options.programs,
    reservations: options.forThisRun?.reservations ?? [],
    simulated: options.simulated,
    addressing,
    uniqueLocalAddress,
    control: serving,
  })
  const doctor = buildDoctor({
    ...options,
    dataFolder: data.folder,
    settings,
    serving: serving.current,
    knowledge: serving.knowledge,
  })

  const attached = buildAttachments({
    attachments,
    world: options.world ?? {},
    simulated: options.simulated,
    dataFolder: data.folder,
    audit,
    clock,
    log,
  })

  isBuilt = true
  const stuckWatch = buildStuckWatch({
    clock,
    boards,
    jobs,
    traffic,
    knowledge: serving.knowledge,
    thresholds: options.timing?.stuck,
  })

  const sweep = setInterval(() => {
    sweepSilent(boards, jobs, options.timing?.silence ?? silenceOfIdleBoard)
    stuckWatch.sweep()
    writer.flush()
    writer.write('board history', history.flush)
  }, sweepInterval)

  return {
    options,
    data,
    boards,
    history,
    jobs,
    arming,
    batch,
    agents,
    backups,
    images,
    imports,
    warnings,
    changes,
    audit,
    attachments,
    attached,
    settings,
    serving,
    traffic,
    benchStart,
    doctor,
    snapshot: () => ({
      status: status(),
      boards: boards.list(),
      jobs: jobs.recent(boards.list().map((board) => board.id)),
      images: images.list(),
      imports: imports.list(),
    }),
    serve: benchStart.serveGiven,
    stop: async () => {
      clearInterval(sweep)
      batch.close()
      await attached.stop()
      await serving.stop()
      await imports.stop()
      await images.close()
      writer.write('board history', history.flush)
      database.close()
    },
  }
}

/** Frees what backups have stored whose jobs ended while the station was not there to do it. */
async function dropOrphanedBackups(
  images: ImageLibrary,
  jobs: Jobs,
  log: (message: string) => void,
): Promise<void> {
  for (const jobId of await images.pendingBackups()) {
    const job = jobs.get(jobId)
    if (job !== undefined && isOpen(job)) continue
    const session = await images.resumeBackup(jobId)
    if (session.kind === 'ok') await session.discard()
    log(`station: the unfinished backup of job ${jobId} was removed`)
  }
}

function boardUrl(serving: Serving): string {
  return serving.kind === 'serving' ? serving.boardUrl : ''
}

function sweepSilent(boards: BoardRegistry, jobs: Jobs, idleSilence: number): void {
  const silent = boards.sweep((board) =>
    jobs.openJobOf(board.id)?.state.kind === 'running' ? silenceOfWorkingBoard : idleSilence,
  )
  for (const board of silent) {
    const job = jobs.openJobOf(board.id)
    if (job !== undefined) jobs.advance(job.id, { kind: 'lost' })
  }
}
