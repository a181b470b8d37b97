import type { Notification } from 'electron'
import type { Job } from '../contract/job.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { Words } from './words/english.ts'

/** Text of one notice, and the route that a click on it opens; null only shows the window. */
export type Notice = {
  readonly title: string
  readonly body: string
  readonly route: string | null
}

export type Notices = {
  /** Tells that this job has ended; ends that come close together are told in one. */
  ended(job: Job): void
  show(notice: Notice): void
}

/** A batch of twenty boards ends within seconds, and twenty notices help nobody. */
const gatherTime = 1_500

export function createNotices(options: {
  readonly electron: Pick<ElectronParts, 'Notification'>
  readonly words: Words
  readonly onClick: (route: string | null) => void
}): Notices {
  const { electron, words, onClick } = options
  // A notification that is garbage-collected loses its click.
  const shown = new Set<Notification>()
  let gathered: Job[] = []

  const show = ({ title, body, route }: Notice): void => {
    if (!electron.Notification.isSupported()) return
    const notification = new electron.Notification({ title, body })
    shown.add(notification)
    notification.on('close', () => shown.delete(notification))
    notification.on('click', () => {
      shown.delete(notification)
      onClick(route)
    })
    notification.show()
  }
  const tell = (): void => {
    const jobs = gathered
    gathered = []
    const notice = noticeOf(jobs, words)
    if (notice !== null) show(notice)
  }
  return {
    show,
    ended: (job) => {
      gathered.push(job)
      if (gathered.length === 1) setTimeout(tell, gatherTime)
    },
  }
}

/** One job is told with its outcome, several in numbers; a cancelled job was cancelled by the person, who knows. */
export function noticeOf(jobs: readonly Job[], words: Words): Notice | null {
  const told = jobs.filter(({ state }) => state.kind !== 'cancelled')
  const [first] = told
  if (first === undefined) return null
  if (told.length === 1) return { ...textOf(first, words), route: `board/${first.boardId}` }
  const failed = told.filter(({ state }) => state.kind === 'failed').length
  return {
    title: words.manyTitle(told.length),
    body: words.manyBody(told.length - failed, failed),
    route: 'bench',
  }
}

function textOf(job: Job, words: Words): { readonly title: string; readonly body: string } {
  const { state, boardLabel, imageName } = job
  if (state.kind === 'failed') return { title: words.jobFailed(boardLabel), body: state.message }
  if (job.kind === 'backup') {
    return { title: words.backupDone(boardLabel), body: words.backupDoneBody(imageName) }
  }
  const body =
    state.kind === 'unverified' ? words.unverifiedBody(imageName) : words.jobDoneBody(imageName)
  return { title: words.deployDone(boardLabel), body }
}
