import { join } from 'node:path'
import type { Drive } from '../../contract/drive.ts'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { DrivePlatform, FoundDrive } from '../platform/drive.ts'
import { type DriveAgent, startDriveAgent } from './drive-agent.ts'
import { macOfDrive } from './drive-identity.ts'
import { driveRefusal } from './drive-refusal.ts'

/** The drives of this computer: each one that can be used is a board whose agent runs here. */
export type Drives = {
  /** Unmounts what is mounted of it, so that it can be used; undefined where there is no such drive. */
  unmount(id: string): Promise<Refusal | 'unmounted' | undefined>
  stop(): Promise<void>
}

/** What it needs of the station. */
export type DrivesOptions = {
  readonly platform: DrivePlatform
  /** initramfs/provisioning-client.sh; null where it was not installed. */
  readonly clientPath: string | null
  readonly publicKeyPem: string
  /** For the files of agents. */
  readonly folder: string
  readonly largestBytes: () => number
  /** Where agents of drives find the station; opens it at the first call. */
  readonly stationUrl: () => Promise<string>
  /** Enters the board that stands for the drive and answers with its id. */
  readonly enter: (mac: string, drive: FoundDrive) => string
  readonly issueBootToken: (boardId: string) => string
  /** Its agent is gone; its job waits. */
  readonly silence: (boardId: string) => void
  readonly isWorking: (boardId: string) => boolean
  readonly onChanged: (drives: readonly Drive[]) => void
  readonly onUnavailable: (detail: string | null) => void
  readonly clock: () => number
  readonly log: (message: string) => void
}

/** A drive whose agent runs, or has ended and is started again. */
type Served = {
  readonly drive: FoundDrive
  readonly boardId: string
  agent: DriveAgent | null
  /** Not before then. */
  startAt: number
}

const lookAgainAfter = 2_000
const restartAfterEnd = 1_000
/** An agent that failed would fail again at once. */
const restartAfterFailure = 10_000

/** Begins to look for drives. What can't be seen here is told through `onUnavailable`. */
export function createDrives(options: DrivesOptions): Drives {
  const { platform, log, clock } = options
  const served = new Map<string, Served>()
  let found: readonly FoundDrive[] = []
  let looking: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | null = null
  /** By which the last look judged. */
  let limit = options.largestBytes()
  let mustLookAgain = false
  let isStopped = false

  const start = async (one: Served, mac: string): Promise<void> => {
    const copier = platform.copierFor(one.drive)
    if ('kind' in copier || options.clientPath === null) return
    const stationUrl = await options.stationUrl()
    const agent = await startDriveAgent({
      clientPath: options.clientPath,
      copier,
      drive: one.drive,
      mac,
      stationUrl,
      bootToken: options.issueBootToken(one.boardId),
      publicKeyPem: options.publicKeyPem,
      folder: join(options.folder, one.boardId),
      onLine: (line) => log(`drives: ${one.drive.name}: ${line}`),
    })
    one.agent = agent
    const ended = (code: number | null): void => {
      if (one.agent !== agent) return
      one.agent = null
      one.startAt = clock() + (code === 0 ? restartAfterEnd : restartAfterFailure)
    }
    agent.ended.then(ended, (error: unknown) => {
      log(`drives: the agent of ${one.drive.name} can't be started: ${String(error)}`)
      ended(null)
    })
  }

  const end = async (id: string, one: Served): Promise<void> => {
    served.delete(id)
    const { agent } = one
    one.agent = null
    agent?.stop()
    // The next agent of the same drive must not meet the last breath of this one.
    await agent?.ended.catch(() => null)
    options.silence(one.boardId)
  }

  const serve = async (drive: FoundDrive): Promise<void> => {
    const mac = macOfDrive(drive)
    const id = driveId(drive)
    let one = served.get(id)
    if (one === undefined) {
      one = { drive, boardId: options.enter(mac, drive), agent: null, startAt: 0 }
      served.set(id, one)
    }
    if (one.agent === null && one.startAt <= clock()) await start(one, mac)
  }

  /** An agent at work holds the drive, so nothing about it can have become wrong but that it was taken out. */
  const mayStay = (one: Served): boolean =>
    found.some((drive) => isSamePlace(drive, one.drive)) &&
    (options.isWorking(one.boardId) || refusalOf(one.drive) === null)

  const refusalOf = (drive: FoundDrive): Refusal | null => {
    const now = found.find((other) => isSamePlace(other, drive)) ?? drive
    const copier = platform.copierFor(now)
    if ('kind' in copier) return copier
    return options.clientPath === null
      ? refusal(
          'drive-program-missing',
          'The provisioning client is not installed, so drives can’t be used. Install Bootbench again.',
        )
      : driveRefusal(now, found, limit)
  }

  const publish = (): void =>
    options.onChanged(
      found.map((drive) => {
        const one = served.get(driveId(drive))
        return describe(drive, one === undefined ? refusalOf(drive) : null, one?.boardId ?? null)
      }),
    )

  const look = async (): Promise<void> => {
    const listing = await platform.list()
    limit = options.largestBytes()
    if (isStopped) return
    options.onUnavailable(listing.kind === 'unavailable' ? listing.detail : null)
    // One drive that hangs makes lsblk hang: what works on the others shall not end by that.
    mustLookAgain = listing.kind === 'unavailable'
    if (listing.kind === 'found') found = listing.drives
    for (const [id, one] of [...served]) if (!mayStay(one)) await end(id, one)
    for (const drive of found)
      if (!isStopped && (served.has(driveId(drive)) || refusalOf(drive) === null))
        await serve(drive)
    publish()
  }

  /** One look after the other, and never more than one that waits. */
  const lookSoon = (): Promise<void> => {
    waiting ??= looking
      .then(() => {
        waiting = null
        return isStopped ? undefined : look()
      })
      .catch((error: unknown) => log(`drives: ${String(error)}`))
    looking = waiting
    return waiting
  }

  /** Agents that have ended are started again, and a changed limit takes hold, also while nothing is plugged in or out. */
  const timer = setInterval(() => {
    const waits = [...served.values()].some(
      ({ agent, startAt }) => agent === null && startAt <= clock(),
    )
    if (waits || mustLookAgain || limit !== options.largestBytes()) lookSoon()
  }, lookAgainAfter)
  const stopWatching = platform.watch(lookSoon)
  lookSoon()

  return {
    unmount: async (id) => {
      const drive = found.find((candidate) => driveId(candidate) === id)
      if (drive === undefined) return undefined
      const refused = refusalOf(drive)
      if (refused !== null && refused.code !== 'drive-mounted') return refused
      const result = await platform.unmount(drive)
      await lookSoon()
      return result.kind === 'unmounted' ? 'unmounted' : refusal(result.code, result.message)
    },
    stop: async () => {
      isStopped = true
      clearInterval(timer)
      stopWatching()
      await looking
      await Promise.all([...served].map(([id, one]) => end(id, one)))
    },
  }
}

/** Stays the same while it is plugged in, and after: a drive without a serial number goes by the kernel's name. */
function driveId(drive: FoundDrive): string {
  return drive.serial === '' ? drive.name : `${macOfDrive(drive).replaceAll(':', '')}-${drive.name}`
}

/** The same drive under the same name: one that came back under another one needs another agent. */
function isSamePlace(one: FoundDrive, other: FoundDrive): boolean {
  return driveId(one) === driveId(other)
}

function describe(drive: FoundDrive, refused: Refusal | null, boardId: string | null): Drive {
  const { path, model, name, serial, sizeBytes, usbPath, mountPoints } = drive
  return {
    id: driveId(drive),
    path,
    name: model === '' ? name : model,
    serial,
    sizeBytes,
    usbPath,
    mountPoints: [...mountPoints],
    refusal: refused === null ? null : { code: refused.code, message: refused.message },
    boardId,
  }
}
