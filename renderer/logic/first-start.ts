import type { Mirror } from '../stores/mirror.ts'

export const firstStartSteps = ['port', 'boards', 'image', 'deploy'] as const
export type FirstStartStep = (typeof firstStartSteps)[number]

/** What of the station's state the first steps look at. */
export type FirstStartContent = Pick<Mirror, 'status' | 'benchBoards' | 'images' | 'jobs'>

/** Which of the first steps are done. A step counts by what the station sees, in whatever order it came. */
export function firstStartDone(content: FirstStartContent): ReadonlySet<FirstStartStep> {
  const { status, benchBoards, images, jobs } = content
  const done: Readonly<Record<FirstStartStep, boolean>> = {
    port: status?.serving.kind === 'serving',
    boards: benchBoards.size > 0,
    image: images.size > 0,
    deploy: [...jobs.values()].some(
      ({ kind, state }) => kind === 'deploy' && state.kind === 'done',
    ),
  }
  return new Set(firstStartSteps.filter((step) => done[step]))
}

/** The step to do next: the first that is not done; null when all are. */
export function nextStep(done: ReadonlySet<FirstStartStep>): FirstStartStep | null {
  return firstStartSteps.find((step) => !done.has(step)) ?? null
}
