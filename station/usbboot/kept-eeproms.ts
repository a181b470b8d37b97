import { writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type EepromPlan, type EepromRun, eepromRunSchema } from '../../contract/usb-eeprom.ts'

const resultName = 'result.json'
const resultSchema = z.object({ run: eepromRunSchema })

/** Copies of what boards had and of what was written to them, one folder for each writing. */
export type KeptEeproms = {
  /** Keeps the old configuration, the new one, the image and the plan before anything is sent. Answers with the place below the data folder. */
  keep(plan: EepromPlan, image: Uint8Array, at: number): Promise<string>
  /** At once: the next plan begins with it. Throws where the disk can't. */
  keepResult(place: string, run: EepromRun): void
  /** The configuration that was last written to this board, where the board confirmed it. */
  lastWritten(identity: string): Promise<{ readonly config: string; readonly at: number } | null>
}

/** `dataFolder`/usb-boot/kept/BOARD/TIME. A board is its serial number, MAC address or USB port, all of which were checked before. */
export function createKeptEeproms(dataFolder: string): KeptEeproms {
  const root = join('usb-boot', 'kept')
  return {
    keep: async (plan, image, at) => {
      const place = join(root, folderName(plan.typed), timeName(at))
      const folder = join(dataFolder, place)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const write = (name: string, content: string | Uint8Array): Promise<void> =>
        writeFile(join(folder, name), content, { mode: 0o600, flush: true })
      if (plan.present) await write('bootconf-before.txt', plan.present.config)
      await write('bootconf.txt', plan.config)
      await write('pieeprom.bin', image)
      await write('plan.json', json(plan))
      return place
    },
    keepResult: (place, run) =>
      writeFileSync(join(dataFolder, place, resultName), json({ run }), {
        mode: 0o600,
        flush: true,
      }),
    lastWritten: async (identity) => {
      const folder = join(dataFolder, root, folderName(identity))
      for (const name of (await namesIn(folder)).sort().reverse()) {
        const result = await readResult(join(folder, name, resultName))
        if (result?.run.outcome !== 'confirmed') continue
        const config = await readFile(join(folder, name, 'bootconf.txt'), 'latin1').catch(orNull)
        if (config !== null) return { config, at: result.run.at }
      }
      return null
    },
  }
}

async function readResult(path: string): Promise<z.infer<typeof resultSchema> | null> {
  const text = await readFile(path, 'utf8').catch(orNull)
  if (text === null) return null
  try {
    return resultSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null // cut by a power failure: that writing counts as not confirmed
  }
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error) => orNull(error) ?? [])
}

function orNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

/** Colons are no part of file names everywhere. A port (`1-1.2`) is never taken for a board that is known. */
function folderName(identity: string): string {
  return identity.replaceAll(':', '-')
}

/** Sorts by time, and is a file name everywhere. */
function timeName(at: number): string {
  return new Date(at).toISOString().replaceAll(':', '-')
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
