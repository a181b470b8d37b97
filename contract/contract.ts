import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { attachmentsSchema } from './attachments.ts'
import { batchSchema } from './batch.ts'
import { boardSchema, storageSchema } from './board.ts'
import { consoleOutputSchema, consoleSchema } from './console.ts'
import { checkupSchema } from './doctor.ts'
import { commonErrors } from './errors.ts'
import { imageImportSchema, imageSchema } from './image.ts'
import { jobPageSchema, jobSchema, jobSearchSchema } from './job.ts'
import { powerActionSchema, powerPortSchema } from './power.ts'
import { networkPortSchema, planStepSchema, settingsSchema } from './settings.ts'
import { servingSchema, snapshotSchema, stationEventSchema } from './station-event.ts'
import { timelineEntrySchema } from './timeline.ts'
import { trafficEventSchema } from './traffic.ts'
import { usbBoardSchema, usbBootTargetSchema } from './usb-board.ts'
import { eepromPlanSchema } from './usb-eeprom.ts'
import { fetchedUsbFilesSchema, usbFilesWishSchema } from './usb-files.ts'

// Every call and stream between a user interface and the station, grouped by subject.
// A call is a verb (`jobs.deploy`); a stream is `watch` and begins with a snapshot.

const base = oc.errors(commonErrors)
const byId = z.object({ id: z.string().min(1).max(200) })
const shortText = z.string().trim().max(200)
const longText = z.string().max(10_000)

const station = {
  snapshot: base.output(snapshotSchema),
  watch: base.output(eventIterator(stationEventSchema)),
  /** The same in groups: all that changed since the group before, ten times a second at most. For those who show much at once. */
  watchGroups: base.output(eventIterator(z.array(stationEventSchema))),
  dismissWarning: base.input(byId).output(z.void()),
  /** Answers at once: how an interface learns that its connection is dead. */
  ping: base.output(z.void()),
}

const doctor = {
  examine: base.output(z.array(checkupSchema)),
  /** Does what the checkup's fix has planned; answers with the checkups after it. */
  fix: base.input(byId).output(z.array(checkupSchema)),
  /** Takes back what `fix` did. */
  undo: base.input(byId).output(z.array(checkupSchema)),
}

const settings = {
  get: base.output(settingsSchema),
  /** Changes what is given and keeps the rest; they take effect when serving starts the next time. */
  change: base.input(settingsSchema.partial()).output(settingsSchema),
}

const serving = {
  /** The network ports of the station's computer. */
  ports: base.output(z.array(networkPortSchema)),
  /** What `start` would change on this computer, with the settings as they are. */
  plan: base.output(z.array(planStepSchema)),
  /** Serves boards on the chosen port; the answer may be a refusal, which the status shows too. */
  start: base.output(servingSchema),
  stop: base.output(servingSchema),
}

const traffic = {
  /** What boards and station say to each other; of one board only when `boardId` is given. */
  watch: base
    .input(z.object({ boardId: z.string().nullable() }))
    .output(eventIterator(trafficEventSchema)),
  /** What is remembered, as a pcapng file in base64. */
  export: base
    .input(z.object({ boardId: z.string().nullable() }))
    .output(z.object({ fileName: z.string(), base64: z.string() })),
}

const batch = {
  /** Arms "this image to the next `count` boards that appear". Refused while another batch runs. */
  start: base
    .input(
      z.object({
        imageId: z.string(),
        count: z.number().int().min(1).max(1000),
        storageKind: storageSchema.shape.kind,
      }),
    )
    .output(batchSchema),
  /** No further board is taken; jobs that run go on. */
  stop: base.output(z.void()),
  /** Takes an ended batch off the screen. */
  dismiss: base.output(z.void()),
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
  setNote: base.input(byId.extend({ note: longText })).output(boardSchema),
  /** Keeps a photo of the board's label: JPEG, at most 700,000 characters of base64. Null removes it. */
  setPhoto: base
    .input(byId.extend({ jpegBase64: z.base64().max(700_000).nullable() }))
    .output(boardSchema),
  photo: base.input(byId).output(z.object({ jpegBase64: z.string().nullable() })),
  /** What happened to the board, oldest first: its stages, jobs and what persons did; the newest 1000 entries. */
  timeline: base.input(byId).output(z.array(timelineEntrySchema)),
  /** Removes a board that is not there any more; its jobs stay in the history. */
  forget: base.input(byId).output(z.void()),
}

const target = z.object({
  boardId: z.string(),
  targetPath: z.string(),
  targetSizeBytes: z.number(),
})

const jobs = {
  /** The jobs of the snapshot: open ones, the newest of each board, and the newest 200. */
  list: base.output(z.array(jobSchema)),
  /** Arms the erasing of exactly this storage of this board. */
  deploy: base.input(target.extend({ imageId: z.string() })).output(jobSchema),
  backup: base.input(target.extend({ imageName: shortText.min(1) })).output(jobSchema),
  cancel: base.input(byId).output(jobSchema),
  /** Arms a failed or cancelled job again, as a new job with the same target and image. */
  retry: base.input(byId).output(jobSchema),
  log: base.input(byId).output(z.object({ text: z.string() })),
  get: base.input(byId).output(jobSchema),
  setNote: base.input(byId.extend({ note: longText })).output(jobSchema),
  /** Every run that ever was, a page at a time. */
  search: base.input(jobSearchSchema).output(jobPageSchema),
  /** All that the search finds (`before` and `limit` are ignored), as a text file. */
  export: base
    .input(z.object({ search: jobSearchSchema, format: z.enum(['csv', 'json']) }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
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
  /** Downloads and imports; `sha256` (64 hex digits, of the file as it is downloaded) is checked when given. */
  importUrl: base
    .input(
      z.object({
        url: z.url({ protocol: /^https?$/ }),
        name: shortText.optional(),
        sha256: z
          .string()
          .regex(/^[0-9a-fA-F]{64}$/)
          .nullable(),
      }),
    )
    .output(imageImportSchema),
  cancelImport: base.input(byId).output(z.void()),
  rename: base.input(byId.extend({ name: shortText.min(1) })).output(imageSchema),
  remove: base.input(byId).output(z.void()),
}

const simulation = {
  /**
   * Starts another station beside this one, with a data folder of its own that goes away with it and so many simulated boards; answers
   * where its user interface is. Refused where the shell around the station can't. Answers the same again while one runs.
   */
  start: base
    .input(z.object({ boards: z.number().int().min(1).max(64) }))
    .output(z.object({ url: z.string() })),
  stop: base.output(z.void()),
}

const attachments = {
  /** What is plugged into this computer; each event holds all of it. At most ten a second. */
  watch: base.output(eventIterator(attachmentsSchema)),
}

const drives = {
  /** Unmounts what is mounted of a drive, so that it can be used. */
  unmount: base.input(byId).output(z.void()),
}

const byPath = z.object({ path: z.string().regex(/^\d+-\d+(\.\d+)*$/) })

const usb = {
  /** Boots the board on this USB port. Nothing on it is written, except by `recovery`, which has a plan of its own. */
  boot: base.input(byPath.extend({ target: usbBootTargetSchema })).output(usbBoardSchema),
  /** What boards on USB boot by themselves as they are plugged in; null: they wait for a person. Never `recovery`. */
  setAutomatic: base
    .input(z.object({ target: usbBootTargetSchema.exclude(['recovery']).nullable() }))
    .output(z.void()),
  /** Downloads a target's boot files from Raspberry Pi and imports them; answers when that is done. */
  fetchFiles: base
    .input(usbFilesWishSchema.extend({ target: usbBootTargetSchema }))
    .output(fetchedUsbFilesSchema),
  /** Asks a Compute Module 4 or 5 who it is, by the program that could write its EEPROM and is given nothing to write. */
  askIdentity: base.input(byPath).output(usbBoardSchema),
  /** What writing the bootloader's EEPROM would do. `config` null: what the board has, or else the image; `bootOrder` is put into it. */
  eepromPlan: base
    .input(
      byPath.extend({
        config: z.string().max(8192).nullable(),
        bootOrder: z.string().max(20).nullable(),
      }),
    )
    .output(eepromPlanSchema),
  /** Does what a plan has shown. Refused when anything has changed since. `typed` is what the plan asks a person to type. */
  writeEeprom: base
    .input(
      byPath.extend({
        config: z.string().max(8192),
        confirmation: z.string().max(100),
        typed: z.string().max(100),
      }),
    )
    .output(usbBoardSchema),
  /** Takes a board that is not plugged in any more off the list. */
  dismiss: base.input(byPath).output(z.void()),
}

const consoles = {
  /** Opens the line now, or when it is plugged in; for everybody who looks at it. */
  open: base.input(byId).output(consoleSchema),
  close: base.input(byId).output(consoleSchema),
  setBaud: base
    .input(byId.extend({ baud: z.number().int().min(300).max(4_000_000) }))
    .output(consoleSchema),
  setReadOnly: base.input(byId.extend({ readOnly: z.boolean() })).output(consoleSchema),
  /** The line's text: what is remembered, then what comes. A slow reader is told how much was left out. */
  follow: base.input(byId).output(eventIterator(consoleOutputSchema)),
  /** Types into one or several lines. `pauseMilliseconds` is waited after each line of text, for slow receivers. */
  type: base
    .input(
      z.object({
        ids: z.array(z.string()).min(1).max(256),
        text: z.string().max(500_000),
        pauseMilliseconds: z.number().int().min(0).max(5_000).default(0),
      }),
    )
    .output(z.void()),
  /** Lines of the kept transcript that hold this text, newest first. */
  search: base
    .input(byId.extend({ text: z.string().max(200), limit: z.number().int().min(1).max(1000) }))
    .output(z.array(z.object({ at: z.number(), text: z.string() }))),
  /** The whole transcript with time stamps, as a text file. */
  transcript: base.input(byId).output(z.object({ fileName: z.string(), text: z.string() })),
}

const power = {
  /**
   * Switches a port; `cycle` switches it off, waits, and on again. Resolves when that is done and was read back. Refused with
   * `power-job-open` where that would cut off a board at work, unless the person was told and says `evenThoughJob`.
   */
  set: base
    .input(byId.extend({ action: powerActionSchema, evenThoughJob: z.boolean().default(false) }))
    .output(powerPortSchema),
  /** Says which board a port feeds; null takes that back. A board has one port. */
  assign: base.input(byId.extend({ boardId: z.string().nullable() })).output(powerPortSchema),
}

export const contract = {
  station,
  doctor,
  settings,
  serving,
  boards,
  jobs,
  batch,
  images,
  traffic,
  simulation,
  attachments,
  drives,
  usb,
  consoles,
  power,
}
