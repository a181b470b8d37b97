import type { Board } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { type Situation, situationOf } from './board-situation.ts'

/** What a person wants to see of the bench: one situation (null: all), and words to find. */
export type BenchFilter = { readonly only: Situation | null; readonly search: string }

/** What of the mirror a filter looks at. */
export type BenchContent = {
  readonly benchBoards: ReadonlyMap<string, Board>
  readonly newestJobs: ReadonlyMap<string, Job>
}

/** The boards of `order` that the filter lets through. */
export function filterBoards(
  order: readonly string[],
  { benchBoards, newestJobs }: BenchContent,
  { only, search }: BenchFilter,
): readonly string[] {
  const words = wordsOf(search)
  if (only === null && words.length === 0) return order
  return order.filter((id) => {
    const board = benchBoards.get(id)
    return (
      board !== undefined &&
      (only === null || situationOf(board, newestJobs.get(id) ?? null) === only) &&
      hasWords(board, words)
    )
  })
}

/** How many boards are in each situation; those without any are left out. */
export function countSituations({
  benchBoards,
  newestJobs,
}: BenchContent): ReadonlyMap<Situation, number> {
  const counts = new Map<Situation, number>()
  for (const board of benchBoards.values()) {
    const situation = situationOf(board, newestJobs.get(board.id) ?? null)
    counts.set(situation, (counts.get(situation) ?? 0) + 1)
  }
  return counts
}

/** True when every word of the search stands somewhere in the board's names and numbers. */
export function matchesSearch(board: Board, search: string): boolean {
  return hasWords(board, wordsOf(search))
}

/** The last answer again when this one says the same, so that whoever compares by identity does nothing. */
export function sameList(before: readonly string[], after: readonly string[]): readonly string[] {
  const same = before.length === after.length && after.every((id, index) => id === before[index])
  return same ? before : after
}

function wordsOf(search: string): readonly string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean)
}

function hasWords(board: Board, words: readonly string[]): boolean {
  return words.length === 0 || words.every((word) => textOf(board).includes(word))
}

/** Boards are never changed, only replaced: what was read of one stays true. */
const texts = new WeakMap<Board, string>()

function textOf(board: Board): string {
  const known = texts.get(board)
  if (known !== undefined) return known
  const { name, slot, serial, macs, ip, model, note } = board
  const text = [name, slot, serial, ...macs, ip, model, note].join(' ').toLowerCase()
  texts.set(board, text)
  return text
}
