import { spanningTreeWords } from '../network/spanning-tree.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { type Finding, ok, warning } from './finding.ts'

const id = 'spanning-tree'
const title = 'The switch lets boards through at once'

/** Does the switch hold its port back after each link? Known only while boards are served. */
export async function checkSpanningTree({ knowledge, serving }: DoctorParts): Promise<Finding> {
  const { spanningTree } = knowledge()
  if (spanningTree !== null) {
    const { what, next } = spanningTreeWords(spanningTree)
    return warning(id, title, what, next)
  }
  return serving().kind === 'serving'
    ? ok(id, title, 'No spanning-tree packet was heard on this port.')
    : ok(id, title, 'It is listened for while boards are served.')
}
