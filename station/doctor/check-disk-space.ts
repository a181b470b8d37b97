import { readFreeSpace } from '../platform/free-space.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

const id = 'space'
const title = 'Space for images and backups'
/** Below this an import or a backup of an ordinary image is likely to fail. */
const comfortableSpace = 8 * 1024 ** 3
/** Below this the database itself is in danger. */
const leastSpace = 256 * 1024 ** 2

/** Is there room for what boards send and persons import? */
export async function checkDiskSpace({ dataFolder }: DoctorParts): Promise<Finding> {
  const space = await readFreeSpace(dataFolder)
  if (space.kind === 'failed')
    return problem(id, title, space.message, 'Choose another data folder with --data.')
  const found = `${(space.freeBytes / 1024 ** 3).toFixed(1)} GiB are free in ${dataFolder}.`
  if (space.freeBytes >= comfortableSpace) return ok(id, title, found)
  const judge = space.freeBytes < leastSpace ? problem : warning
  return judge(
    id,
    title,
    found,
    'Remove images that are not needed, or choose another data folder with --data.',
  )
}
