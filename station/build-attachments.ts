import type { AttachmentList } from './attachments/attachment-list.ts'
import type { Audit } from './storage/audit-log.ts'

/** What the parts that look at this computer's own plugs need of the station. */
export type AttachmentNeeds = {
  readonly attachments: AttachmentList
  readonly dataFolder: string
  readonly audit: Audit
  readonly clock: () => number
  readonly log: (message: string) => void
}

/** The parts; each ends what it has begun in `stop`. */
export type AttachmentParts = {
  stop(): Promise<void>
}

/** Builds what looks at USB, drives and serial lines. What this computer does not have becomes a notice, never an error. */
export function buildAttachments(_needs: AttachmentNeeds): AttachmentParts {
  return {
    stop: async () => undefined,
  }
}
