import type { Node } from '../../contract/node.ts'

export type NodeState = 'reached' | 'attention' | 'found'

/** A node in one word: something to look at comes first. */
export function nodeState({ notice, address }: Node): NodeState {
  if (notice !== null) return 'attention'
  return address === null ? 'found' : 'reached'
}
