import { isOpen } from '../contract/job.ts'
import type { ImageLibrary } from './images/library.ts'
import type { Jobs } from './provisioning/jobs.ts'

/** Frees what backups have stored whose jobs ended while the station was not there to do it. */
export async function dropOrphanedBackups(
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
