import { readFileSync } from 'node:fs'
import { boardLabel } from '../contract/board.ts'
import type { BoardRegistry } from './boards/registry.ts'
import { listBootFiles } from './netboot/boot-folder.ts'
import { createBootSources } from './netboot/boot-sources.ts'
import { initramfsName } from './netboot/boot-text.ts'
import { createNetboot, type Netboot } from './netboot/netboot.ts'
import { padToFour, writeNewcArchive } from './netboot/newc-archive.ts'
import type { Credentials } from './provisioning/credentials.ts'
import type { Jobs } from './provisioning/jobs.ts'

export type NetbootParts = {
  readonly bootFolders: readonly string[]
  readonly publicKeyPem: string
  readonly extraCommandLine: string
  readonly boards: BoardRegistry
  readonly jobs: Jobs
  readonly credentials: Credentials
  /** The station's address for boards, once it serves. */
  readonly boardUrl: () => string
  readonly log: (message: string) => void
}

/** Reads the boot files and joins netboot with boards, jobs and tokens. */
export function buildNetboot(parts: NetbootParts): Netboot {
  const files = listBootFiles(parts.bootFolders)
  const initramfs = loadInitramfs(files.get(initramfsName)?.path, parts.publicKeyPem)
  return createNetboot({
    registry: parts.boards,
    hasOpenJob: (boardId) => parts.jobs.openJobOf(boardId) !== undefined,
    findSource: createBootSources({
      files: () => files,
      initramfs: () => initramfs,
      factsFor: (board) => ({
        serverUrl: parts.boardUrl(),
        bootToken: parts.credentials.issueBootToken(board.id),
        extraCommandLine: parts.extraCommandLine,
      }),
    }),
    onRestarted: (board) => {
      const job = parts.jobs.openJobOf(board.id)
      if (job === undefined) return
      parts.log(`station: board ${boardLabel(board)} was started again during its job`)
      parts.jobs.advance(job.id, { kind: 'lost' })
    },
    log: parts.log,
  })
}

/** The initramfs with this station's public key behind it; the agent trusts only manifests that match it. */
export function loadInitramfs(
  path: string | undefined,
  publicKeyPem: string,
): Uint8Array | undefined {
  if (path === undefined) return undefined
  const key = writeNewcArchive([
    { path: 'etc/bootbench/station.pub', bytes: Buffer.from(publicKeyPem) },
  ])
  return Buffer.concat([padToFour(readFileSync(path)), key])
}
