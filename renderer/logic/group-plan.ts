import type { Board, Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import {
  type BoardAction,
  type BoardContext,
  reasonKeyAgainst,
  reasonWords,
} from './board-actions.ts'
import { reasonAgainstImage } from './image-fit.ts'

/** What can be done to many boards at once. */
export type GroupAction = Extract<
  BoardAction,
  'deploy' | 'backup' | 'reboot' | 'identify' | 'forget'
>

/** A board that a group's action leaves out, and why. */
export type LeftOut = { readonly board: Board; readonly reason: string }

/** Who takes part in a group's action. `storage` is what it works on; null where it works on none. */
export type GroupPlan = {
  readonly targets: readonly { readonly board: Board; readonly storage: Storage | null }[]
  readonly leftOut: readonly LeftOut[]
}

export type StorageKind = Storage['kind']

/** Words for a board that has none of a kind of storage, or several: nobody should guess which one is meant. */
export type StorageReasons = {
  readonly none: (kind: StorageKind) => string
  readonly several: (kind: StorageKind) => string
}

/** How many of the boards the action is allowed on. */
export function countAllowed(action: GroupAction, members: readonly BoardContext[]): number {
  return members.filter((context) => reasonKeyAgainst(action, context) === null).length
}

/** Splits the boards into those that the action is allowed on and those that it is not. */
export function planGroup(action: GroupAction, members: readonly BoardContext[]): GroupPlan {
  return split(members, (context) => against(action, context) ?? { storage: null })
}

/** As `planGroup`, for what works on the only storage of a kind; `image` (null: a backup) must fit. */
export function planStorageGroup(
  action: 'deploy' | 'backup',
  members: readonly BoardContext[],
  kind: StorageKind,
  image: Image | null,
  reasons: StorageReasons,
): GroupPlan {
  return split(members, (context) => {
    const reason = against(action, context)
    if (reason !== null) return reason
    const storages = context.board.storages.filter((storage) => storage.kind === kind)
    const [storage] = storages
    if (!storage) return reasons.none(kind)
    if (storages.length > 1) return reasons.several(kind)
    return (image && reasonAgainstImage(image, storage)) ?? { storage }
  })
}

/** Which kinds of storage these boards have, those that most of them have first. */
export function storageKindsOf(boards: readonly Board[]): readonly StorageKind[] {
  const counts = new Map<StorageKind, number>()
  for (const { storages } of boards)
    for (const kind of new Set(storages.map((storage) => storage.kind)))
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one).map(([kind]) => kind)
}

/** Says exactly which boards and storages a plan works on: what was confirmed for one text holds for no other. */
export function signatureOf({ targets }: GroupPlan): string {
  return targets
    .map(
      ({ board, storage }) => `${board.id} ${storage?.path} ${storage?.sizeBytes} ${storage?.cid}`,
    )
    .join('\n')
}

/** Boards that are left out for the same reason, together. */
export function byReason(leftOut: readonly LeftOut[]): ReadonlyMap<string, readonly Board[]> {
  const groups = new Map<string, Board[]>()
  for (const { board, reason } of leftOut)
    groups.set(reason, [...(groups.get(reason) ?? []), board])
  return groups
}

function against(action: GroupAction, context: BoardContext): string | null {
  const key = reasonKeyAgainst(action, context)
  return key === null ? null : reasonWords(key)
}

function split(
  members: readonly BoardContext[],
  decide: (context: BoardContext) => string | { readonly storage: Storage | null },
): GroupPlan {
  const targets: GroupPlan['targets'][number][] = []
  const leftOut: LeftOut[] = []
  for (const context of members) {
    const { board } = context
    const decision = decide(context)
    if (typeof decision === 'string') leftOut.push({ board, reason: decision })
    else targets.push({ board, ...decision })
  }
  return { targets, leftOut }
}
