/** What the shell says by itself, outside of the window. */
export const english = {
  appName: 'Bootbench',
  show: 'Show Bootbench',
  quit: 'Quit',
  ready: (count: number) => `${count} ready`,
  working: (count: number) => `${count} working`,
  failed: (count: number) => `${count} failed`,
  notServing: 'No boards are served',
  deployDone: (board: string) => `${board}: deployed`,
  backupDone: (board: string) => `${board}: backed up`,
  jobDoneBody: (image: string) => `${image}: written, read back and matched.`,
  backupDoneBody: (image: string) => `The image “${image}” is in the library.`,
  unverifiedBody: (image: string) =>
    `${image} was sent. This board can't read back and compare, so nobody knows whether it is right.`,
  jobFailed: (board: string) => `${board}: failed`,
  jobCancelled: (board: string) => `${board}: cancelled`,
  cancelledBody: 'The job was cancelled before its end.',
  manyTitle: (count: number) => `${count} jobs have ended`,
  manyBody: (done: number, failed: number) =>
    failed === 0 ? `All ${done} are done.` : `${done} done, ${failed} failed. Look at the bench.`,
  quitQuestion: (count: number) =>
    count === 1
      ? 'A board is being worked on. Quit all the same?'
      : `${count} boards are being worked on. Quit all the same?`,
  quitBatchQuestion: 'A batch waits for further boards. Quit all the same?',
  quitDetail: (jobs: readonly string[]) =>
    `${jobs.join('\n')}\n\nWithout the station the boards wait. A board that is being written can't start by itself until the job is finished: start Bootbench again, and the jobs go on where they stopped.`,
  quitBatchDetail:
    'The batch is stopped; boards that have not begun are not written. Start it again after the next start of Bootbench.',
  keepRunning: 'Keep running',
  quitAnyway: 'Quit',
  stillRuns: 'Bootbench goes on in the background',
  stillRunsBody:
    'Boards are still served. Quit it from its symbol in the task bar, or open it again from there.',
  stationEnded: 'The station was started again',
  stationEndedBody:
    'Its process had ended unexpectedly. Jobs go on as soon as their boards are heard again; the log has the details.',
  stationStuck: 'The station can’t be started',
  stationStuckBody: (why: string, folder: string) =>
    `It said: ${why}\n\nBootbench goes on trying. If this stays so, look at the log in ${folder}.`,
  windowCrashed: 'The window was loaded again',
  windowCrashedBody: 'It had crashed. The station and its jobs were not touched.',
  windowGivenUp: 'The window crashes again and again',
  windowGivenUpBody:
    'It is not loaded again by itself. The station and its jobs go on. Save the diagnostics and report this; the log has the details.',
  loadAgain: 'Load again',
  leaveClosed: 'Leave it closed',
  chooseImages: 'Choose images to import',
  diskImages: 'Disk images',
  allFiles: 'All files',
  saveDiagnostics: 'Save diagnostics',
  updateQuestion: (version: string) => `Install version ${version} now?`,
  updateDetail: 'Bootbench ends, is updated and starts again.',
  install: 'Install and restart',
  later: 'Later',
  updateWaits: 'The update waits until the jobs have ended',
  updateOff: 'No address for updates was set when this Bootbench was built.',
  tryAgainLater: 'Updates could not be looked for. Bootbench tries again by itself.',
} as const

/** The same words in another language. */
export type Words = {
  readonly [Key in keyof typeof english]: (typeof english)[Key] extends (
    ...values: infer Values
  ) => string
    ? (...values: Values) => string
    : string
}
