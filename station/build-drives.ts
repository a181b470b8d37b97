import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { AttachmentList } from './attachments/attachment-list.ts'
import type { BoardRegistry } from './boards/registry.ts'
import { createDrives, type Drives } from './drives/drives.ts'
import type { DrivePlatform } from './platform/drive.ts'
import type { Credentials } from './provisioning/credentials.ts'
import type { Jobs } from './provisioning/jobs.ts'

/** What drives need of the station: they are boards whose agents run on this computer. */
export type DriveParts = {
  readonly boards: BoardRegistry
  readonly jobs: Jobs
  readonly credentials: Credentials
  readonly publicKeyPem: string
  /** A board server of their own, whose answers name this address. */
  readonly createServer: (baseUrl: () => string) => Server
  readonly clientPath: string | null
  readonly largestBytes: () => number
}

/** The drives of this computer. Their agents speak to a board server on a free port of loopback, opened with the first drive. */
export function buildDrives(
  needs: DriveParts & {
    readonly attachments: AttachmentList
    readonly platform: DrivePlatform
    readonly dataFolder: string
    readonly onUnavailable: (detail: string | null) => void
    readonly clock: () => number
    readonly log: (message: string) => void
  },
): Drives {
  const { boards, jobs, attachments } = needs
  const server = onLoopback(needs.createServer)
  const drives = createDrives({
    ...needs,
    folder: join(needs.dataFolder, 'drive-agents'),
    stationUrl: server.url,
    enter: (mac, { usbPath }) =>
      boards.see({ kind: 'attached', mac, link: 'drive', usbPath })?.id ?? mac,
    issueBootToken: needs.credentials.issueBootToken,
    silence: (boardId) => {
      boards.see({ kind: 'left', boardId })
      const job = jobs.openJobOf(boardId)
      if (job !== undefined) jobs.advance(job.id, { kind: 'lost' })
    },
    isWorking: (boardId) => {
      const kind = jobs.openJobOf(boardId)?.state.kind
      return kind === 'running' || kind === 'cancelling'
    },
    onChanged: (list) => attachments.put({ drives: [...list] }),
  })
  return {
    ...drives,
    stop: async () => {
      await drives.stop()
      await server.close()
    },
  }
}

/** A server that listens on a free port of loopback from the first question for its address on. */
function onLoopback(create: DriveParts['createServer']): {
  readonly url: () => Promise<string>
  readonly close: () => Promise<void>
} {
  let address = ''
  const server = create(() => address)
  let opening: Promise<string> | null = null
  const open = (): Promise<string> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo
        address = `http://127.0.0.1:${port}`
        resolve(address)
      })
    })
  return {
    url: () => {
      opening ??= open()
      return opening
    },
    close: () =>
      new Promise((resolve) => {
        if (opening === null) return resolve()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
