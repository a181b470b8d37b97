import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { usbBootFolder } from '../../station/build-usb-boards.ts'
import { firmwareNeeds, hashBootFile, listBootFiles } from '../../station/netboot/boot-folder.ts'
import { importBootFiles } from '../../station/usbboot/import-boot-files.ts'
import { importRecoveryFiles } from '../../station/usbboot/import-recovery-files.ts'
import { ImportRefusal } from '../../station/usbboot/import-source.ts'
import { type Command, CommandError, exitCodes, type Shell, UsageError } from '../command.ts'
import { formatBytes, formatTable } from '../format.ts'
import { parseArguments } from '../parse-arguments.ts'
import { bootFoldersOf, dataFolderOf } from '../places.ts'
import { fetchUsb, fetchUsbHelp, fetchUsbUsage } from './fetch-usb-files.ts'

export const bootFilesCommand: Command = {
  name: 'boot-files',
  summary:
    "list the files that boards boot, or import Raspberry Pi's firmware and boot files for USB",
  help: [
    'bootbench boot-files [list] [--data FOLDER]',
    'bootbench boot-files import FOLDER [--data FOLDER]',
    'bootbench boot-files import-usb agent|mass-storage|recovery FOLDER|ZIP [--folder NAME] [--data FOLDER]',
    fetchUsbUsage,
    '',
    `Boards need a few files of Raspberry Pi's own firmware, which is not part of Bootbench: ${firmwareNeeds.flatMap((need) => need.files).join(', ')}.`,
    'FOLDER is the folder "boot" of a copy of github.com/raspberrypi/firmware, or the boot partition of Raspberry Pi OS.',
    'Each file is shown with its SHA-256. Restart the station afterwards.',
    '',
    'import-usb takes the files that boards on USB cables boot: for "mass-storage" the folder mass-storage-gadget64 of a copy of',
    'github.com/raspberrypi/usbboot, or the zip archive of it with --folder mass-storage-gadget64; for "agent" a folder with boot code,',
    'config.txt, kernel and our initramfs; for "recovery" the folder recovery (CM4, Pi 4) or recovery5 (CM5, Pi 5), of which only the',
    'program and the EEPROM image are taken: "bootbench usb-eeprom" writes it. They take the place of what was imported before; the station need not be restarted.',
    '',
    ...fetchUsbHelp,
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: {
        data: { type: 'string' },
        folder: { type: 'string' },
        release: { type: 'string' },
        sha256: { type: 'string', multiple: true },
        mirror: { type: 'string' },
      },
      allowPositionals: true,
    })
    const [action = 'list', folder] = positionals
    const data = dataFolderOf(values.data, shell)
    if (action === 'import-usb') {
      const [, target, from] = positionals
      shell.print(await importUsb(data, target, from, values.folder ?? null))
      return exitCodes.done
    }
    if (action === 'fetch-usb') {
      const { release, sha256 = [], mirror } = values
      shell.print(await fetchUsb(data, { target: folder, release, sha256, mirror }, shell))
      return exitCodes.done
    }
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

/** Imports what boards on USB cables boot; returns the table of files. */
async function importUsb(
  data: string,
  target: string | undefined,
  from: string | undefined,
  inner: string | null,
): Promise<string> {
  if (target !== 'agent' && target !== 'mass-storage' && target !== 'recovery') {
    throw new UsageError('Say what the files boot: agent, mass-storage or recovery.')
  }
  if (from === undefined) throw new UsageError('Say which folder or zip archive.')
  const folder = usbBootFolder(data, target)
  try {
    const files =
      target === 'recovery'
        ? (await importRecoveryFiles(resolve(from), folder, inner)).files
        : await importBootFiles(resolve(from), folder, inner)
    const rows = files.map(({ name, size, sha256 }) => [name, formatBytes(size), sha256])
    return formatTable(['FILE', 'SIZE', 'SHA-256'], rows)
  } catch (error) {
    if (error instanceof ImportRefusal) throw new CommandError(error.message)
    throw error
  }
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
