import type { MessageBoxOptions } from 'electron'
import { type BenchState, workingJobs } from './bench-state.ts'
import type { Words } from './words/english.ts'

/** The question that is asked before the app ends, or null when nothing would be interrupted. The first button keeps it running. */
export function quitQuestion(bench: BenchState, words: Words): MessageBoxOptions | null {
  const jobs = workingJobs(bench)
  if (jobs.length === 0 && !bench.batchRuns) return null
  const lines = jobs.map(({ boardLabel, imageName }) => `${boardLabel}: ${imageName}`)
  const shown = lines.length > 8 ? [...lines.slice(0, 7), '…'] : lines
  return {
    type: 'warning',
    title: words.appName,
    message: jobs.length > 0 ? words.quitQuestion(jobs.length) : words.quitBatchQuestion,
    detail: jobs.length > 0 ? words.quitDetail(shown) : words.quitBatchDetail,
    buttons: [words.keepRunning, words.quitAnyway],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  }
}
