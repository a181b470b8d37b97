import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DoctorParts } from './doctor-parts.ts'
import { byHand, type Finding, ok, problem } from './finding.ts'
import { commandText } from './run-commands.ts'

const id = 'data-folder'
const title = 'The data folder can be written'

/** Writes a small file there and removes it again. */
export async function checkDataFolder({ dataFolder }: DoctorParts): Promise<Finding> {
  const path = join(dataFolder, `.doctor-${randomUUID()}`)
  try {
    await writeFile(path, 'bootbench', { flush: true })
    await rm(path)
    return ok(id, title, `${dataFolder} can be written.`)
  } catch (error) {
    return problem(
      id,
      title,
      `${dataFolder} can't be written: ${String(error)}.`,
      'Make it yours again, free space on its disk, or choose another folder with --data.',
      {
        kind: 'by-hand',
        title: 'Make the folder yours',
        plan: [
          byHand(
            'chown',
            'Give the folder and all in it to you.',
            `sudo chown -R "$(id -u):$(id -g)" ${commandText([dataFolder])}`,
            null,
          ),
        ],
      },
    )
  }
}
