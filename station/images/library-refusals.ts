import { maximumImageSize, sectorSize } from './index-format.ts'
import { type Refused, refused } from './refusal.ts'

const jobIdPattern = /^[A-Za-z0-9_-]{1,64}$/

/** Ids of jobs become names of folders, so only harmless ones are taken. */
export function isJobId(jobId: string): boolean {
  return jobIdPattern.test(jobId)
}

export function backupProblem(jobId: string, size: number): Refused | null {
  if (!isJobId(jobId)) return invalidJob()
  if (Number.isSafeInteger(size) && size > 0 && size % sectorSize === 0 && size <= maximumImageSize)
    return null
  return refused(
    'size-mismatch',
    `A storage of ${size} bytes cannot be backed up: that is not a whole number of 512-byte sectors within the limit.`,
  )
}

export function invalidJob(): Refused {
  return refused('job-invalid', 'The id of the job may hold only letters, digits, - and _.')
}

export function unknownBackup(): Refused {
  return refused(
    'backup-unknown',
    'There is no unfinished backup of this job. Start the backup again.',
  )
}

export function unknownImage(id: string): Refused {
  return refused(
    'image-unknown',
    `There is no image ${id} in the library. It may have been removed; import it again.`,
  )
}

export function damagedImage(name: string): Refused {
  return refused(
    'image-damaged',
    `The index of ${name} is damaged on the station's disk. Check that disk, and import or back up the image again.`,
  )
}
