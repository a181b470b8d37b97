import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { boardSchema } from './board.ts'
import { checkupSchema } from './doctor.ts'
import { commonErrors } from './errors.ts'
import { imageImportSchema, imageSchema } from './image.ts'
import { jobSchema } from './job.ts'
import { snapshotSchema, stationEventSchema } from './station-event.ts'

// Every call and stream between a user interface and the station, grouped by subject.
// A call is a verb (`jobs.deploy`); a stream is `watch` and begins with a snapshot.

const base = oc.errors(commonErrors)
const byId = z.object({ id: z.string().min(1).max(200) })
const shortText = z.string().trim().max(200)

const station = {
  snapshot: base.output(snapshotSchema),
  watch: base.output(eventIterator(stationEventSchema)),
  dismissWarning: base.input(byId).output(z.void()),
  doctor: base.output(z.array(checkupSchema)),
}

const boards = {
  list: base.output(z.array(boardSchema)),
  /** An empty name takes the name away. */
  rename: base.input(byId.extend({ name: shortText })).output(boardSchema),
  setSlot: base.input(byId.extend({ slot: shortText })).output(boardSchema),
  /** Lets the board into our agent until its next job has ended, or takes that back. */
  setNetboot: base.input(byId.extend({ netboot: z.enum(['agent', 'local']) })).output(boardSchema),
  /** Lets an agent without a boot token (compatibility mode) work on this board. */
  approve: base.input(byId).output(boardSchema),
  reboot: base.input(byId).output(z.void()),
  identify: base.input(byId).output(z.void()),
  /** Removes a board that is not there any more; its jobs stay in the history. */
  forget: base.input(byId).output(z.void()),
}

const target = z.object({
  boardId: z.string(),
  targetPath: z.string(),
  targetSizeBytes: z.number(),
})

const jobs = {
  list: base.output(z.array(jobSchema)),
  /** Arms the erasing of exactly this storage of this board. */
  deploy: base.input(target.extend({ imageId: z.string() })).output(jobSchema),
  backup: base.input(target.extend({ imageName: shortText.min(1) })).output(jobSchema),
  cancel: base.input(byId).output(jobSchema),
  /** Arms a failed or cancelled job again, as a new job with the same target and image. */
  retry: base.input(byId).output(jobSchema),
  log: base.input(byId).output(z.object({ text: z.string() })),
}

const images = {
  list: base.output(z.array(imageSchema)),
  /** Imports a file of the station's computer. Files from a browser are sent by HTTP to `/upload`. */
  import: base
    .input(
      z.object({
        path: z.string().min(1),
        name: shortText.optional(),
        bmapPath: z.string().optional(),
      }),
    )
    .output(imageImportSchema),
  cancelImport: base.input(byId).output(z.void()),
  rename: base.input(byId.extend({ name: shortText.min(1) })).output(imageSchema),
  remove: base.input(byId).output(z.void()),
}

export const contract = { station, boards, jobs, images }
