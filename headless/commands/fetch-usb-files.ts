import { type UsbBootTarget, usbBootTargetSchema } from '../../contract/usb-board.ts'
import { knownUsbbootRelease } from '../../contract/usb-files.ts'
import { fetchUsbFiles, raspberryPi } from '../../station/fetch-usb-files.ts'
import { ImportRefusal } from '../../station/usbboot/import-source.ts'
import { CommandError, type Shell, UsageError } from '../command.ts'
import { formatBytes, formatTable } from '../format.ts'

export const fetchUsbUsage =
  'bootbench boot-files fetch-usb mass-storage|agent|recovery [--release TAG] [--sha256 HASH] [--mirror URL] [--data FOLDER]'

export const fetchUsbHelp = [
  'fetch-usb downloads them: a release of github.com/raspberrypi/usbboot over HTTPS, and for "recovery" the release of rpi-eeprom that',
  `belongs to it. Without --release it is ${knownUsbbootRelease}. Each archive and each file is shown with its SHA-256; with --sha256 another`,
  'archive is refused (given twice, the second one is for rpi-eeprom). A mirror has URL/usbboot/archive/TAG.zip and the like.',
]

/** What the command line says. */
export type FetchArguments = {
  readonly target: string | undefined
  readonly release: string | undefined
  readonly sha256: readonly string[]
  readonly mirror: string | undefined
}

/** Downloads and imports what boards on USB cables boot; returns the tables of archives and files. */
export async function fetchUsb(
  dataFolder: string,
  given: FetchArguments,
  shell: Shell,
): Promise<string> {
  const mirror = given.mirror?.replace(/\/+$/, '')
  let told = ''
  try {
    const { archives, files } = await fetchUsbFiles({
      target: targetOf(given.target),
      release: given.release ?? knownUsbbootRelease,
      sha256: given.sha256.map(checkedHash),
      origin: mirror === undefined ? raspberryPi : { archives: mirror, contents: mirror },
      dataFolder,
      signal: shell.signal,
      onProgress: (url) => {
        if (url !== told) shell.complain(`Downloading ${url}`)
        told = url
      },
    })
    const rows = archives.map(({ url, size, sha256 }) => [url, formatBytes(size), sha256])
    const fileRows = files.map(({ name, size, sha256 }) => [name, formatBytes(size), sha256])
    return [
      formatTable(['ARCHIVE', 'SIZE', 'SHA-256'], rows),
      formatTable(['FILE', 'SIZE', 'SHA-256'], fileRows),
    ].join('\n\n')
  } catch (error) {
    if (error instanceof ImportRefusal) throw new CommandError(error.message)
    throw error
  }
}

function targetOf(word: string | undefined): UsbBootTarget {
  const target = usbBootTargetSchema.safeParse(word)
  if (target.success) return target.data
  throw new UsageError('Say what the files boot: agent, mass-storage or recovery.')
}

function checkedHash(hash: string): string {
  if (/^[0-9a-f]{64}$/i.test(hash)) return hash
  throw new UsageError(`--sha256 must be 64 hexadecimal digits, not "${hash}".`)
}
