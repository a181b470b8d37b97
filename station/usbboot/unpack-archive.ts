import { join } from 'node:path'
import { nameRefusal } from '../protocols/rpiboot/file-name.ts'
import { copy } from './import-boot-files.ts'
import { ImportRefusal } from './import-source.ts'
import { type Submodule, zipSource } from './zip-source.ts'

/** Which files of an archive are wanted: those of one folder in it, or of these only the ones with a name that fits. */
export type Wanted = { readonly folder: string; readonly names: RegExp | null }

/** Like an import's, with room for what is left out of it. */
const mostBytes = 2 ** 31 - 1

/** Puts the wanted files of an archive into a folder, each in the place of the link that leads to it. Throws an ImportRefusal. */
export async function unpackArchive(
  archive: { readonly path: string; readonly submodules: readonly Submodule[] },
  wanted: Wanted,
  to: string,
): Promise<void> {
  const source = await zipSource(archive.path, wanted.folder, archive.submodules).catch((error) => {
    if (error instanceof ImportRefusal) throw error
    throw new ImportRefusal(
      `What was downloaded is no zip archive (${String(error)}). Check the address, and whether a proxy answers in its place.`,
    )
  })
  try {
    const files = source.files.filter(({ name }) => wanted.names?.test(name) ?? true)
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    if (bytes > mostBytes)
      throw new ImportRefusal(
        `"${wanted.folder}" in the archive has ${bytes} bytes: that is no folder of boot files.`,
      )
    for (const file of files) {
      // No board can ask for another one.
      if (nameRefusal(file.name) === null) await copy(file, join(to, file.name))
    }
  } finally {
    source.close()
  }
}
