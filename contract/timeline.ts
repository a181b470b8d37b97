import { z } from 'zod'

/** What an entry of a board's timeline tells. Each has its words in the user interface. */
export const timelineCodeSchema = z.enum([
  // How far the board came. Detail: the address, or the first boot file; else empty.
  'stage-power',
  'stage-address',
  'stage-boot-files',
  'stage-waiting-for-approval',
  'stage-ready',
  'stage-local',
  'stage-silent',
  // Its jobs. Detail: the image's name; of a failed one, what went wrong.
  'deploy-armed',
  'deploy-started',
  'deploy-done',
  'deploy-unverified',
  'deploy-failed',
  'deploy-cancelled',
  'backup-armed',
  'backup-started',
  'backup-done',
  'backup-unverified',
  'backup-failed',
  'backup-cancelled',
  // What persons did. Detail: the new name or slot; else empty.
  'person-renamed',
  'person-set-slot',
  'person-let-into-agent',
  'person-let-boot-local',
  'person-approved',
  'person-rebooted',
  'person-identified',
  'person-noted',
  'person-kept-photo',
  'person-removed-photo',
  'person-cancelled-job',
  'person-switched-on',
  'person-switched-off',
  'person-power-cycled',
])
export type TimelineCode = z.infer<typeof timelineCodeSchema>

/** One thing that happened to a board. `at` is milliseconds since 1970. */
export const timelineEntrySchema = z.object({
  at: z.number(),
  code: timelineCodeSchema,
  detail: z.string(),
  /** The job that it belongs to. */
  jobId: z.string().nullable(),
})
export type TimelineEntry = z.infer<typeof timelineEntrySchema>
