import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DrivePlatform } from './drive.ts'
import { watchLinuxDrives } from './linux-drive-watch.ts'
import { listLinuxDrives } from './linux-drives.ts'
import { listOtherDrives } from './other-drives.ts'
import { runCommand } from './run-command.ts'
import { unmountDrive } from './unmount-drive.ts'

const otherLookEvery = 5_000
/** Beside the broker: native/drive-copier.sh. */
const copierName = 'bootbench-drive-copier'
/** Where the broker looks for the block copier (native/broker-drive.c), from its own folder. */
const copierPlaces = ['bootbench-copier', '../copier/bootbench-copier']

/** The drives of this computer. On Linux they are worked on through the broker; elsewhere they are only shown. */
export function systemDrives(brokerPath: string, platform = process.platform): DrivePlatform {
  return platform === 'linux' ? linuxDrives(brokerPath) : otherDrives()
}

function linuxDrives(brokerPath: string): DrivePlatform {
  const program = join(dirname(brokerPath), copierName)
  return {
    list: () => listLinuxDrives({ run: runCommand, blockFolder: '/sys/class/block' }),
    watch: watchLinuxDrives,
    copierFor: ({ name, serial, sizeBytes }) =>
      problemWith(program) ?? {
        program,
        environment: {
          BOOTBENCH_DRIVE_NAME: name,
          BOOTBENCH_DRIVE_SERIAL: serial,
          BOOTBENCH_DRIVE_SIZE: String(sizeBytes),
        },
      },
    unmount: (drive) => unmountDrive(drive, runCommand),
  }
}

type Missing = Extract<ReturnType<DrivePlatform['copierFor']>, { readonly kind: 'refused' }>

/** What of this installation is missing, or null. */
function problemWith(program: string): Missing | null {
  const isThere = (place: string): boolean => existsSync(join(dirname(program), place))
  if (!existsSync(program) || !copierPlaces.some(isThere))
    return missing(
      'The block copier of this computer is not installed beside the broker',
      'Install the package of Bootbench that was made for this computer, or build it (initramfs/copier/build.sh)',
    )
  const folders = (process.env.PATH ?? '').split(':')
  if (!folders.some((folder) => existsSync(join(folder, 'curl'))))
    return missing(
      'The program curl is not installed',
      'Install it (Debian: apt-get install curl), then plug the drive in again',
    )
  return null
}

function missing(what: string, next: string): Missing {
  const message = `${what}, so drives can't be used. ${next}.`
  return { kind: 'refused', code: 'drive-program-missing', message }
}

function otherDrives(): DrivePlatform {
  return {
    list: listOtherDrives,
    watch: (onChange) => {
      const timer = setInterval(onChange, otherLookEvery)
      return () => clearInterval(timer)
    },
    copierFor: () => ({
      kind: 'refused',
      code: 'drive-needs-linux',
      message:
        'Drives can be used by a station on Linux only. Plug this one into such a computer, or into a board that netboots.',
    }),
    unmount: async () => ({
      kind: 'failed',
      code: 'unmount-program-missing',
      message: 'A station on this system can unmount nothing. Eject the drive by hand.',
    }),
  }
}
