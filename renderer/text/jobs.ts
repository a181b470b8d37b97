import type { Job, JobPhase, JobState } from '../../contract/job.ts'

const phaseWords: Readonly<Record<JobPhase, string>> = {
  starting: 'Starting',
  checking: 'Checking storage and image',
  erasing: 'Erasing',
  writing: 'Writing',
  verifying: 'Verifying: reading back',
  finishing: 'Finishing: partition table',
  reading: 'Reading storage',
  uploading: 'Sending to the station',
  sealing: 'Sealing and checking the image',
}

const stateWords: Readonly<Record<JobState['kind'], string>> = {
  armed: 'Armed',
  running: 'Running',
  interrupted: 'Interrupted',
  cancelling: 'Cancelling',
  done: 'Done',
  unverified: 'Not verified',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

/** Words about jobs. */
export const jobText = {
  phase: (phase: JobPhase) => phaseWords[phase],
  state: (kind: JobState['kind']) => stateWords[kind],
  kind: (kind: Job['kind']) => (kind === 'deploy' ? 'Deploy' : 'Backup'),
  what: (job: Pick<Job, 'kind' | 'imageName'>) =>
    job.kind === 'deploy' ? `Deploying ${job.imageName}` : `Backing up as ${job.imageName}`,
  armed: 'Armed. It begins when the board’s agent is ready.',
  armedAway: 'Armed. It begins the next time the board netboots: switch the board off and on.',
  interrupted: 'The board went silent. The job goes on when it comes back.',
  interruptedSince: (duration: string) => `silent for ${duration}`,
  cancelling: 'Cancelling. The board has not confirmed yet.',
  doneDeploy: (image: string) => `${image}: written, read back and matched.`,
  doneBackup: (image: string) => `Backed up as ${image}, sealed and checked.`,
  unverified: (image: string) =>
    `${image} was sent, but not verified: this board’s client can’t read back and compare. Start the board and look whether it works, or deploy again with our agent.`,
  verifiedBytes: (size: string) => `${size} verified`,
  cancelled:
    'Cancelled. If writing had begun, the storage is incomplete and will not boot: deploy again.',
  cancelledBackup: 'Cancelled. The board’s storage was only read, nothing changed on it.',
  attempt: (count: number) => `attempt ${count}`,
  bytes: (done: string, total: string) => `${done} of ${total}`,
  cancel: 'Cancel job',
  retry: 'Retry',
  log: 'Log',
  logOf: (label: string) => `Log of ${label}`,
  logEmpty: 'Nothing was logged for this job yet.',
  logLoading: 'Reading the log…',
  cancelTitle: (label: string) => `Cancel the job on ${label}?`,
  cancelBody:
    'A storage that is half written does not boot. The board stays reachable and can be deployed to again.',
  cancelBodyBackup: 'What was read so far is dropped. Nothing changes on the board.',
  keep: 'Let it go on',
  retryTitle: (label: string) => `Deploy to ${label} again?`,
  history: 'Jobs',
  noneTitle: 'No jobs yet',
  none: 'Every deploy and backup is listed here, with its log.',
  when: 'When',
  job: 'Job',
  board: 'Board',
  image: 'Image',
  target: 'Storage',
  result: 'State',
  took: 'Took',
  more: (count: number) => `Show ${count} older jobs`,
} as const
