import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { ImportedFile, ImportSource } from './import-source.ts'

const deepest = 4

/** The files of a folder. Links are followed: Raspberry Pi's own folders are made of links into `firmware/`. Hidden files are left out. */
export async function folderSource(folder: string): Promise<ImportSource> {
  return { files: await filesIn(folder, folder, deepest), close: () => undefined }
}

async function filesIn(root: string, folder: string, depth: number): Promise<ImportedFile[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'))
  const found = await Promise.all(
    names.map(async (entry) => {
      const path = join(folder, entry)
      const facts = await stat(path)
      if (facts.isDirectory()) return depth > 0 ? filesIn(root, path, depth - 1) : []
      if (!facts.isFile()) return []
      const name = relative(root, path).split(sep).join('/')
      return [{ name, size: facts.size, open: async () => createReadStream(path) }]
    }),
  )
  return found.flat()
}
