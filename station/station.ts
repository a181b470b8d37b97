import { randomBytes, randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { refusal } from '../contract/errors.ts'
import type { Serving, Snapshot, Status } from '../contract/station-event.ts'
import { type AttachmentList, createAttachmentList } from './attachments/attachment-list.ts'
import type { BatchRunner } from './batch/batch-runner.ts'
import { type BenchStart, createBenchStart } from './bench-start.ts'
import { type BoardHistory, createBoardHistory } from './boards/board-history.ts'
import { type BoardRegistry, createBoardRegistry } from './boards/registry.ts'
import { type AttachmentParts, buildAttachments } from './build-attachments.ts'
import { buildBatch } from './build-batch.ts'
import { buildBoardServer } from './build-board-server.ts'
import { buildDoctor, openSettings } from './build-doctor.ts'
import { buildImages } from './build-images.ts'
import { buildNetboot } from './build-netboot.ts'
import { buildServing } from './build-serving.ts'
import { buildStores } from './build-stores.ts'
import { buildStuckWatch, buildTraffic } from './build-traffic.ts'
import { choosePortAddressing } from './choose-port-addressing.ts'
import type { Doctor } from './doctor/doctor.ts'
import type { ImportList } from './images/import-list.ts'
import type { ImageLibrary } from './images/library.ts'
import { type ChangeFeed, createChangeFeed } from './mirror/change-feed.ts'
import type { BenchSettings } from './network/bench-settings.ts'
import { uniqueLocalAddressOf } from './network/port-request.ts'
import type { SettingsKeeper } from './network/settings.ts'
import { type Agents, createAgents, onlyWithBootToken } from './provisioning/agents.ts'
import { type Arming, createArming } from './provisioning/arming.ts'
import { type Backups, createBackups } from './provisioning/backups.ts'
import { createCredentials } from './provisioning/credentials.ts'
import { createJobs, type Jobs } from './provisioning/jobs.ts'
import type { ServingControl } from './serving-control.ts'
import type { StationOptions } from './station-options.ts'
import { type Audit, openAuditLog, readAuditLog } from './storage/audit-log.ts'
import { openBoardRecords } from './storage/board-records.ts'
import { openCredentialStore } from './storage/credential-store.ts'
import { type DataFolder, openDataFolder } from './storage/data-folder.ts'
import { openDatabase } from './storage/database.ts'
import { openLeaseStore } from './storage/lease-store.ts'
import { createRetryingWriter } from './storage/retrying-writer.ts'
import { spoolStream } from './storage/spool-stream.ts'
import { sweepSilentBoards } from './sweep-silent-boards.ts'
import type { Traffic } from './traffic/traffic.ts'
import { createWarnings, type Warnings } from './warnings.ts'

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
  /** What hangs on this computer itself: USB boards and serial lines. */
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
  // Parts that are built below serve the boards; they are asked for only when serving begins.
  const serving: ServingControl = buildServing({
    parts: () => ({ netboot, boardServer, boards, agents, traffic, stuckWatch }),
    addressing,
    uniqueLocalAddress,
    leaseStore: () => openLeaseStore(database, log),
    warnings,
    searchIntervalMs: options.searchIntervalMs,
    onChanged: publishStatus,
    clock,
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
  const stores = buildStores(database, writer, log)
  const boards = createBoardRegistry({
    clock,
    store: stores.boards,
    onChanged: (board) => {
      changes.publish({ kind: 'boardChanged', board })
      // A batch is for boards that appear on the bench: a drive that is plugged in must not be erased by it.
      if (board.link !== 'drive') batch.boardChanged(board)
    },
    onForgotten: (id) => {
      writer.write(`history ${id}`, () => history.forget(id))
      batch.boardForgotten(id)
      changes.publish({ kind: 'boardForgotten', id })
    },
    onStage: (board) => history.noteStage(board),
  })
  const jobs = createJobs({
    clock,
    store: stores.jobs,
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
  const { images, imports, publishImage } = await buildImages({
    data,
    jobs,
    changes,
    compressionLevel: options.compressionLevel,
    clock,
    log,
  })
  /** A full disk must not keep a person from stopping something: the line is written later, with its own time. */
  const audit: Audit = (action, subject, details) => {
    const at = clock()
    writer.write(`audit ${randomUUID()}`, () =>
      openAuditLog(database, () => at)(action, subject, details),
    )
  }
  const arming = createArming({ jobs, registry: boards, agents, audit })
  const batch = buildBatch({
    clock,
    log,
    database,
    writer,
    boards,
    jobs,
    images,
    arming,
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
  /** Tells boards this address of itself: one server for the bench, others for boards on this computer's own plugs. */
  const newBoardServer = (baseUrl: () => string, letIn = agents): Server =>
    buildBoardServer({
      boards,
      credentials,
      agents: letIn,
      jobs,
      images,
      backups,
      compatibility: options.compatibility,
      baseUrl,
      log,
    })
  const boardServer = newBoardServer(() => boardUrl(serving.current()))

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
    world: {
      ...options.world,
      ...(options.usbNetwork === undefined ? {} : { usbLink: { networks: [options.usbNetwork] } }),
    },
    agentBoot: {
      bootFolders: options.bootFolders,
      extraCommandLine: options.extraCommandLine,
      publicKeyPem: data.publicKeyPem,
      boards,
      jobs,
      credentials,
      newBoardServer,
    },
    simulated: options.simulated,
    dataFolder: data.folder,
    brokerPath: options.programs.brokerPath,
    settings,
    boards,
    jobs,
    servedInterface: () => servedInterface(serving.current()),
    driveParts: {
      credentials,
      publicKeyPem: data.publicKeyPem,
      clientPath: options.programs.clientPath ?? null,
      createServer: (baseUrl) => newBoardServer(baseUrl, onlyWithBootToken(agents)),
    },
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
    sweepSilentBoards(boards, jobs, options.timing?.silence)
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

function boardUrl(serving: Serving): string {
  return serving.kind === 'serving' ? serving.boardUrl : ''
}

function servedInterface(serving: Serving): string | null {
  return serving.kind === 'serving' ? serving.interfaceName : null
}
