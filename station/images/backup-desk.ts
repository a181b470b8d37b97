import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type BackupSession,
  createBackupSession,
  type SealIntoLibrary,
  type SuspendableSession,
} from './backup-session.ts'
import { BackupStore } from './backup-store.ts'
import { workFolder } from './library-files.ts'
import { backupProblem, invalidJob, isJobId, unknownBackup } from './library-refusals.ts'
import { type Refused, refused, toRefused } from './refusal.ts'

/** The backups that are being received: one session for each job, kept in a folder of its own until it is sealed. */
export class BackupDesk {
  readonly #folder: string
  readonly #library: Omit<SealIntoLibrary, 'dropFolder' | 'ended'>
  readonly #sessions = new Map<string, SuspendableSession>()

  constructor(folder: string, library: Omit<SealIntoLibrary, 'dropFolder' | 'ended'>) {
    this.#folder = folder
    this.#library = library
  }

  /** Begins a backup of a storage of `size` bytes; an earlier one of the same job is lost. */
  async begin(jobId: string, size: number): Promise<BackupSession | Refused> {
    const problem = backupProblem(jobId, size)
    if (problem) return problem
    await this.#sessions.get(jobId)?.discard()
    return this.#open(jobId, () => BackupStore.create(this.#folderOf(jobId), size))
  }

  async resume(jobId: string): Promise<BackupSession | Refused> {
    if (!isJobId(jobId)) return invalidJob()
    const open = this.#sessions.get(jobId)
    return open ?? this.#open(jobId, () => BackupStore.resume(this.#folderOf(jobId)))
  }

  /** Resumes the backup of this job, or begins it. */
  async open(jobId: string, size: number): Promise<BackupSession | Refused> {
    const resumed = await this.resume(jobId)
    if (resumed.kind === 'refused') {
      return resumed.code === 'backup-unknown' ? this.begin(jobId, size) : resumed
    }
    if (resumed.size === size) return resumed
    return refused(
      'size-mismatch',
      `This backup was begun for a storage of ${resumed.size} bytes, but now it has ${size}. Cancel the job and start the backup again.`,
    )
  }

  /** Jobs whose backups lie unfinished, of this run and of earlier ones. */
  async pending(): Promise<string[]> {
    const names = await readdir(this.#folder)
    const { backup } = workFolder
    return names.filter((name) => name.startsWith(backup)).map((name) => name.slice(backup.length))
  }

  /** Closes all files; the backups can be resumed later. */
  async suspend(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.suspend()))
  }

  async #open(
    jobId: string,
    openStore: () => Promise<BackupStore | null>,
  ): Promise<BackupSession | Refused> {
    try {
      const store = await openStore()
      if (!store) return unknownBackup()
      const session = createBackupSession(jobId, store, {
        ...this.#library,
        dropFolder: (folder) => rm(folder, { recursive: true, force: true }),
        ended: (ended) => this.#sessions.delete(ended),
      })
      this.#sessions.set(jobId, session)
      return session
    } catch (error) {
      return toRefused(error)
    }
  }

  #folderOf(jobId: string): string {
    return join(this.#folder, `${workFolder.backup}${jobId}`)
  }
}
