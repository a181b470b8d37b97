import type { Job } from '../../contract/job.ts'
import type { Fields } from '../protocols/http/reply.ts'

/** Something an agent can be told to do besides a job. */
export type AgentCommand = 'reboot' | 'poweroff' | 'identify'

/** The answer to a poll that hands out a job: docs/agent-protocol.md, "device-action-poll". `base` is the station's address for boards. */
export function jobAction(job: Job, base: string, grant: string | null): Fields {
  const common = {
    action: job.kind,
    job: job.id,
    target: job.target.path,
    target_size: job.target.sizeBytes,
    target_cid: job.target.cid,
    resume: job.attempts > 0 ? 1 : 0,
  }
  const query = grant === null ? '' : `?grant=${grant}`
  if (job.kind === 'backup') {
    return {
      ...common,
      upload_url: `${base}/api/jobs/${job.id}/raw${query}`,
      chunks_url: `${base}/api/jobs/${job.id}/chunks`,
    }
  }
  const image = `${base}/images/${job.imageId}`
  return {
    ...common,
    url: `${image}/raw${query}`,
    manifest_url: `${image}/manifest.json`,
    signature_url: `${image}/manifest.sig`,
    index_url: `${image}/index.txt`,
    frames_url: `${image}/frames.zst`,
  }
}
