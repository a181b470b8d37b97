import type { Server } from 'node:http'
import type { BoardRegistry } from './boards/registry.ts'
import type { ImageLibrary } from './images/library.ts'
import { createAgentRoutes } from './provisioning/agent-routes.ts'
import type { Agents } from './provisioning/agents.ts'
import { createBackupRoutes } from './provisioning/backup-routes.ts'
import type { Backups } from './provisioning/backups.ts'
import { createBoardServer } from './provisioning/board-server.ts'
import type { Credentials } from './provisioning/credentials.ts'
import { createImageRoutes } from './provisioning/image-routes.ts'
import type { Jobs } from './provisioning/jobs.ts'

/** Makes the HTTP server that boards speak to: agents, images, backups. It does not listen yet. */
export function buildBoardServer(parts: {
  readonly boards: BoardRegistry
  readonly credentials: Credentials
  readonly agents: Agents
  readonly jobs: Jobs
  readonly images: ImageLibrary
  readonly backups: Backups
  readonly compatibility: boolean
  readonly baseUrl: () => string
  readonly log: (message: string) => void
}): Server {
  const { boards, credentials, agents, jobs, images, backups, compatibility, baseUrl, log } = parts
  return createBoardServer({
    registry: boards,
    credentials,
    agents,
    log,
    agentRoutes: createAgentRoutes({
      registry: boards,
      jobs,
      agents,
      compatibility,
      baseUrl,
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
}
