import { isOpen, type Job } from '../contract/job.ts'
import { CommandError, exitCodes, type Shell } from './command.ts'
import { formatBytes } from './format.ts'
import type { StationClient } from './station-client.ts'

/** Prints how a job goes until it has ended; returns the ended job. Ctrl+C leaves the job running. */
export async function followJob(client: StationClient, id: string, shell: Shell): Promise<Job> {
  let last = ''
  for await (const event of await client.station.watch(undefined, { signal: shell.signal })) {
    const job =
      event.kind === 'snapshot'
        ? event.snapshot.jobs.find((candidate) => candidate.id === id)
        : event.kind === 'jobChanged' && event.job.id === id
          ? event.job
          : undefined
    if (job === undefined) continue
    const line = describeJob(job)
    if (line !== last) shell.complain(line)
    last = line
    if (!isOpen(job)) return job
  }
  throw new CommandError(`Job ${id} goes on at the station; "bootbench jobs" tells how it ends.`)
}

/** The exit code for an ended job. */
export function exitCodeOf(job: Job): number {
  return job.state.kind === 'done' ? exitCodes.done : exitCodes.failed
}

/** One line that tells how a job stands. */
export function describeJob(job: Job): string {
  const head = `${job.boardLabel}: ${job.kind} "${job.imageName}"`
  const { state } = job
  switch (state.kind) {
    case 'armed':
      return `${head}: waits for the board to netboot`
    case 'running':
    case 'cancelling':
    case 'interrupted': {
      const { phase, bytesDone, bytesTotal } = state.progress
      const percent = bytesTotal > 0 ? ` ${Math.floor((bytesDone / bytesTotal) * 100)} %` : ''
      const what = state.kind === 'running' ? phase : `${state.kind} in ${phase}`
      return `${head}: ${what}${percent}`
    }
    case 'done':
      return `${head}: done, ${formatBytes(state.verifiedBytes)} read back and matched`
    case 'unverified':
      return `${head}: sent ${formatBytes(state.sentBytes)}; the client can't read back and compare`
    case 'failed':
      return `${head}: failed: ${state.message}`
    case 'cancelled':
      return `${head}: cancelled`
  }
}
