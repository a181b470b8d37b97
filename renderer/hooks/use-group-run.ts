import { useState } from 'react'
import type { Board } from '../../contract/board.ts'
import type { StationClient } from '../api/client.ts'
import { errorMessage } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import type { GroupPlan, LeftOut } from '../logic/group-plan.ts'

export type GroupTarget = GroupPlan['targets'][number]

/** How the telling of a group goes. `refused` names the boards that the station refused, each with its reason. */
export type GroupRun =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  | { readonly kind: 'ended'; readonly done: number; readonly refused: readonly LeftOut[] }

export type GroupRequest = (client: StationClient, target: GroupTarget) => Promise<unknown>

/** Boards that are told at the same time: enough to be quick, and few enough that a refusal of the first is seen early. */
const atOnce = 4

/** Tells each board of a group, one call a board, because each is confirmed and refused by itself. */
export function useGroupRun(onAllDone: (count: number) => void): {
  readonly run: GroupRun
  readonly start: (targets: readonly GroupTarget[], request: GroupRequest) => void
} {
  const [run, setRun] = useState<GroupRun>({ kind: 'idle' })
  async function start(targets: readonly GroupTarget[], request: GroupRequest): Promise<void> {
    const total = targets.length
    setRun({ kind: 'running', done: 0, total })
    const refused = await tellAll(targets, request, (done) =>
      setRun({ kind: 'running', done, total }),
    )
    setRun({ kind: 'ended', done: total - refused.length, refused })
    if (refused.length === 0) onAllDone(total)
  }
  return { run, start }
}

async function tellAll(
  targets: readonly GroupTarget[],
  request: GroupRequest,
  onDone: (count: number) => void,
): Promise<readonly LeftOut[]> {
  const refused: LeftOut[] = []
  const waiting = targets.values()
  let done = 0
  async function work(): Promise<void> {
    for (const target of waiting) {
      const reason = await tell(target.board, () => request(station(), target))
      if (reason) refused.push(reason)
      done += 1
      onDone(done)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return refused
}

async function tell(board: Board, request: () => Promise<unknown>): Promise<LeftOut | null> {
  try {
    await request()
    return null
  } catch (error) {
    return { board, reason: errorMessage(error) }
  }
}
