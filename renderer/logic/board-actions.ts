import type { Board } from '../../contract/board.ts'
import { isOpen, type Job } from '../../contract/job.ts'
import { type TextKey, wordsAt } from '../text/translate.ts'

/** What a rule looks at: the board, its newest job (null: never one) and how many images there are. */
export type BoardContext = {
  readonly board: Board
  readonly job: Job | null
  readonly imageCount: number
}

/** The key of the words for a reason: cheap to compare and to count; words are made for those that are read. */
export type ReasonKey = Extract<TextKey, `reasons.${string}`>

/** Null when the rule allows it, else the reason against it. */
type Rule = (context: BoardContext) => ReasonKey | null

/** Which rules must all agree before a person may do this to a board. The station checks again. */
const rules = {
  approve: [waitsForApproval],
  deploy: [noOpenJob, isApproved, storageIsKnown, imageIsThere],
  backup: [noOpenJob, isApproved, storageIsKnown],
  cancel: [hasOpenJob, notYetCancelling],
  retry: [endedWithoutSuccess],
  identify: [agentRuns],
  reboot: [agentRuns, noOpenJob],
  setNetboot: [noOpenJob],
  forget: [noOpenJob, isAway],
} as const satisfies Record<string, readonly Rule[]>

export type BoardAction = keyof typeof rules

/** Why this can't be done to the board now, in words for the person; null when it can. */
export function reasonAgainst(action: BoardAction, context: BoardContext): string | null {
  const key = reasonKeyAgainst(action, context)
  return key === null ? null : reasonWords(key)
}

/** As `reasonAgainst`, for many boards: the same reason is the same key. */
export function reasonKeyAgainst(action: BoardAction, context: BoardContext): ReasonKey | null {
  for (const rule of rules[action]) {
    const reason = rule(context)
    if (reason !== null) return reason
  }
  return null
}

/** The words of a reason that needs no values. */
export function reasonWords(key: ReasonKey): string {
  return wordsAt(key) ?? key
}

/** True when every rule says the same for both: a job's progress, for example, is no matter of rules. */
export function sameForRules(one: BoardContext, other: BoardContext): boolean {
  return (
    one.board === other.board &&
    one.imageCount === other.imageCount &&
    one.job?.id === other.job?.id &&
    one.job?.state.kind === other.job?.state.kind
  )
}

function noOpenJob({ job }: BoardContext): ReasonKey | null {
  return job && isOpen(job) ? 'reasons.openJob' : null
}

function hasOpenJob({ job }: BoardContext): ReasonKey | null {
  return job && isOpen(job) ? null : 'reasons.noJob'
}

function notYetCancelling({ job }: BoardContext): ReasonKey | null {
  return job?.state.kind === 'cancelling' ? 'reasons.alreadyCancelling' : null
}

function endedWithoutSuccess({ job }: BoardContext): ReasonKey | null {
  return job?.state.kind === 'failed' || job?.state.kind === 'cancelled'
    ? null
    : 'reasons.nothingToRetry'
}

function waitsForApproval({ board }: BoardContext): ReasonKey | null {
  return board.stage.kind === 'waiting-for-approval' ? null : 'reasons.needsNoApproval'
}

function isApproved({ board }: BoardContext): ReasonKey | null {
  return board.stage.kind === 'waiting-for-approval' ? 'reasons.approveFirst' : null
}

function storageIsKnown({ board }: BoardContext): ReasonKey | null {
  return board.storages.length > 0 ? null : storageUnknown(board)
}

function storageUnknown({ stage }: Board): ReasonKey {
  return stage.kind === 'local' || stage.kind === 'silent'
    ? 'reasons.storageUnknownAway'
    : 'reasons.storageUnknown'
}

function imageIsThere({ imageCount }: BoardContext): ReasonKey | null {
  return imageCount > 0 ? null : 'reasons.noImage'
}

function agentRuns({ board }: BoardContext): ReasonKey | null {
  return board.stage.kind === 'ready' ? null : 'reasons.noAgent'
}

function isAway({ board }: BoardContext): ReasonKey | null {
  return board.stage.kind === 'silent' || board.stage.kind === 'local' ? null : 'reasons.stillThere'
}
