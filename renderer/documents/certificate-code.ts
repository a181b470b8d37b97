import type { Job } from '../../contract/job.ts'
import { outcomeOf } from '../logic/job-outcome.ts'

/**
 * What a certificate's QR code says, for a scanner: `BOOTBENCH;job=…;serial=…;image=…;result=…`. Values are percent-encoded;
 * a value that is not known is empty. `result` is `verified` only for a job whose storage was read back and matched.
 */
export function certificateCode(job: Job): string {
  const outcome = outcomeOf(job)
  const members = {
    job: job.id,
    serial: job.boardSerial ?? '',
    image: job.imageId ?? '',
    result: outcome === 'done' ? 'verified' : outcome,
  }
  const texts = Object.entries(members).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  )
  return ['BOOTBENCH', ...texts].join(';')
}
