import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { firmwareNeeds, hashBootFile, listBootFiles } from '../../station/netboot/boot-folder.ts'
import { type Command, CommandError, exitCodes, type Shell, UsageError } from '../command.ts'
import { formatBytes, formatTable } from '../format.ts'
import { parseArguments } from '../parse-arguments.ts'
import { bootFoldersOf, dataFolderOf } from '../places.ts'

export const bootFilesCommand: Command = {
  name: 'boot-files',
  summary: "list the files that boards boot, or import Raspberry Pi's firmware",
  help: [
    'bootbench boot-files [list] [--data FOLDER]',
    'bootbench boot-files import FOLDER [--data FOLDER]',
    '',
    `Boards need a few files of Raspberry Pi's own firmware, which is not part of Bootbench: ${firmwareNeeds.flatMap((need) => need.files).join(', ')}.`,
    'FOLDER is the folder "boot" of a copy of github.com/raspberrypi/firmware, or the boot partition of Raspberry Pi OS.',
    'Each file is shown with its SHA-256. Restart the station afterwards.',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: { data: { type: 'string' } },
      allowPositionals: true,
    })
    const [action = 'list', folder] = positionals
    const data = dataFolderOf(values.data, shell)
    if (action === 'import') {
      if (folder === undefined) throw new UsageError('Say which folder.')
      importFirmware(resolve(folder), join(data, 'boot'))
    } else if (action !== 'list') {
      throw new UsageError(`There is no action "${action}" for boot files.`)
    }
    shell.print(describe(data, shell))
    return exitCodes.done
  },
}

function importFirmware(from: string, to: string): void {
  const wanted = firmwareNeeds.flatMap((need): readonly string[] => need.files)
  const deviceTrees = existsSync(from)
    ? readdirSync(from).filter((name) => /^bcm2712.*\.dtb$/.test(name))
    : []
  const found = [...new Set([...wanted, ...deviceTrees])].filter(
    (name) => existsSync(join(from, name)) && statSync(join(from, name)).isFile(),
  )
  if (found.length === 0) {
    throw new CommandError(
      `${from} holds none of ${wanted.join(', ')}. Choose the folder "boot" of Raspberry Pi's firmware.`,
    )
  }
  mkdirSync(to, { recursive: true })
  for (const name of found) copyFileSync(join(from, name), join(to, name))
}

function describe(data: string, shell: Shell): string {
  const files = listBootFiles(bootFoldersOf(data, shell))
  const rows = [...files]
    .filter(([name]) => !name.endsWith('.dtb'))
    .map(([name, file]) => [name, formatBytes(file.size), hashBootFile(file)])
  const missing = firmwareNeeds.flatMap((need) =>
    need.files
      .filter((name) => !files.has(name))
      .map((name) => `Missing for ${need.boards}: ${name}`),
  )
  return [formatTable(['FILE', 'SIZE', 'SHA-256'], rows), ...missing].join('\n')
}
