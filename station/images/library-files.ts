import { open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Names of folders in the library that are not images begin with a dot. */
export const workFolder = {
  import: '.import-',
  seal: '.seal-',
  removed: '.removed-',
  backup: '.backup-',
}

/** Writes a new file and syncs it to the disk. */
export async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Replaces a file whole: after a power cut it holds the old or the new content. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await writeSynced(`${path}.new`, content)
  await rename(`${path}.new`, path)
}

/** Makes names in a folder last. Windows cannot open folders and does not need it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Removes what an import, a sealing or a removal left behind when the station was killed. Backups stay. */
export async function removeLeftovers(library: string): Promise<string[]> {
  const prefixes = [workFolder.import, workFolder.seal, workFolder.removed]
  const names = (await readdir(library)).filter((name) =>
    prefixes.some((prefix) => name.startsWith(prefix)),
  )
  for (const name of names) await rm(join(library, name), { recursive: true, force: true })
  return names
}
