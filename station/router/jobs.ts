import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import { exportJobs } from '../provisioning/job-table.ts'
import type { Station } from '../station.ts'
import { accepted, boardOf, imageOf, jobOf } from './answers.ts'

/** Jobs that are read at once for an export. */
const exportPage = 500

export function createJobsRouter(station: Station) {
  const os = implement(contract.jobs)
  const { jobs, arming, agents, images, audit } = station
  return os.router({
    list: os.list.handler(() => station.snapshot().jobs),
    deploy: os.deploy.handler(({ input, errors }) => {
      const board = boardOf(station, input.boardId, errors)
      const wish = {
        kind: 'deploy',
        image: imageOf(station, input.imageId, errors),
        ...targetOf(input),
      } as const
      return accepted(errors, arming.arm(board, wish))
    }),
    backup: os.backup.handler(({ input, errors }) => {
      const board = boardOf(station, input.boardId, errors)
      const wish = { kind: 'backup', imageName: input.imageName, ...targetOf(input) } as const
      return accepted(errors, arming.arm(board, wish))
    }),
    cancel: os.cancel.handler(({ input, errors }) => {
      const job = jobOf(station, input.id, errors)
      audit('cancel', job.boardId, { job: job.id })
      const after = jobs.advance(job.id, { kind: 'cancel' }) ?? job
      agents.wake(job.boardId)
      return after
    }),
    retry: os.retry.handler(({ input, errors }) => {
      const job = jobOf(station, input.id, errors)
      const image = job.imageId === null ? undefined : images.get(job.imageId)
      return accepted(errors, arming.retry(job, boardOf(station, job.boardId, errors), image))
    }),
    log: os.log.handler(({ input, errors }) => ({
      text: jobs.log(jobOf(station, input.id, errors).id),
    })),
    get: os.get.handler(({ input, errors }) => jobOf(station, input.id, errors)),
    setNote: os.setNote.handler(({ input, errors }) => {
      const job = jobOf(station, input.id, errors)
      audit('set-note', job.id)
      return accepted(errors, jobs.setNote(job.id, input.note))
    }),
    search: os.search.handler(({ input }) => jobs.search(input)),
    export: os.export.handler(async ({ input: { search, format } }) => {
      const day = new Date(station.options.clock()).toISOString().slice(0, 10)
      return {
        fileName: `bootbench-history-${day}.${format}`,
        text: await exportJobs(jobs.pages({ ...search, limit: exportPage }), format),
      }
    }),
  })
}

function targetOf(input: { targetPath: string; targetSizeBytes: number }) {
  return { targetPath: input.targetPath, targetSizeBytes: input.targetSizeBytes }
}
