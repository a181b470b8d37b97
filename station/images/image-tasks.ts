import type { PartitionTable } from '../../contract/image.ts'
import type { DataChunk } from './index-format.ts'
import type { SealedFiles } from './seal-writer.ts'

/** Progress of an import or a check. `bytesRead` of `bytesTotal` is what a bar shows; `rawBytes` came out so far. */
export type ImageProgress = { bytesRead: number; bytesTotal: number; rawBytes: number }

export type ImportTask = {
  kind: 'import'
  path: string
  bmapPath: string | null
  /** What the file's SHA-256 must be, or null. */
  sha256: string | null
  folder: string
  level: number
  workerCount: number
  maximumSize: number
  freeBytes: number
}

/** Reads every frame of an image again. */
export type VerifyTask = { kind: 'verify'; folder: string }

/** Says which of these chunks are really in a frames file. */
export type CheckChunksTask = { kind: 'check-chunks'; framesPath: string; chunks: DataChunk[] }

/** Makes the files of an image in `folder` from the chunks of a backup. */
export type SealBackupTask = {
  kind: 'seal-backup'
  framesPath: string
  framesSize: number
  chunks: DataChunk[]
  size: number
  folder: string
  listSha256: string
}

export type ImageTask = ImportTask | VerifyTask | CheckChunksTask | SealBackupTask

export type ImportOutcome = SealedFiles & {
  partitionTable: PartitionTable
  operatingSystem: string | null
  compressedSha256: string
}
export type SealBackupOutcome = SealedFiles & {
  partitionTable: PartitionTable | null
  operatingSystem: string | null
}

/** What each task gives back. */
export type ImageTaskOutcomes = {
  import: ImportOutcome
  verify: { verifiedBytes: number }
  'check-chunks': { offsets: number[] }
  'seal-backup': SealBackupOutcome
}

/** How a task reaches the world outside its thread. */
export type TaskContext = {
  /** Throws `ImageRefusal` (cancelled) once a person has cancelled. */
  checkCancelled(): void
  /** Reported at most ten times a second. */
  progress(progress: ImageProgress): void
}
