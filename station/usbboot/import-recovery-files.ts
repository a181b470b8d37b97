import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { bootCodeNames } from '../protocols/rpiboot/chip.ts'
import {
  type EepromChip,
  type EepromImage,
  eepromSizes,
  readEepromImage,
} from '../protocols/rpiboot/eeprom-image.ts'
import { decodeSignature } from '../protocols/rpiboot/eeprom-signature.ts'
import { lastingSetting } from './boot-file-danger.ts'
import { imageProblemWords } from './eeprom-image-words.ts'
import { copy, type ImportedHash, openSource, replace } from './import-boot-files.ts'
import { type ImportedFile, ImportRefusal } from './import-source.ts'
import { recoveryFolder } from './recovery-files.ts'

/** Recovery programs have some 100 kB. */
const largestProgram = 1024 * 1024
const largestText = 64 * 1024

/**
 * Puts the recovery program and the EEPROM image of a folder or zip archive in the place of those that `folder` holds for the same chip,
 * in one step, and tells their hashes. Nothing else of the folder is taken. Throws an ImportRefusal where one of both is missing, where
 * they are for different chips, or where the folder is made for fuses and signed boot.
 */
export async function importRecoveryFiles(
  from: string,
  folder: string,
  inner: string | null,
): Promise<{ readonly chip: EepromChip; readonly files: ImportedHash[] }> {
  const source = await openSource(from, inner)
  const unfinished = `${folder}.${process.pid}.new`
  try {
    const image = imageIn(source.files, from)
    const read = await readImage(image)
    const program = programIn(source.files, read.chip, from)
    await refuseLasting(source.files, read.chip)
    const files = [{ ...program, name: bootCodeNames[read.chip] }, image]
    const hashes: ImportedHash[] = []
    for (const file of files) hashes.push(await copy(file, join(unfinished, file.name)))
    await replace(recoveryFolder(folder, read.chip), unfinished)
    return { chip: read.chip, files: hashes }
  } finally {
    source.close()
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** In usbboot's folders the image is `pieeprom.original.bin`; `pieeprom.bin` there is made from it. rpi-eeprom's have a day in the name. */
function imageIn(files: readonly ImportedFile[], from: string): ImportedFile {
  const named = (name: string) => files.find((file) => file.name === name)
  const dated = files
    .filter(({ name }) => /^pieeprom-\d{4}-\d\d-\d\d\.bin$/.test(name))
    .sort((one, other) => (one.name < other.name ? 1 : -1))
  const found = named('pieeprom.original.bin') ?? named('pieeprom.bin') ?? dated[0]
  if (found) return found
  throw new ImportRefusal(
    `${from} holds no pieeprom.original.bin, pieeprom.bin or pieeprom-YYYY-MM-DD.bin. Choose the folder "recovery" (CM4, Pi 4) or "recovery5" (CM5, Pi 5) of github.com/raspberrypi/usbboot.`,
  )
}

async function readImage(file: ImportedFile): Promise<EepromImage> {
  const bytes =
    file.size <= eepromSizes.bcm2712 ? await buffer(await file.open()) : new Uint8Array(0)
  const image = readEepromImage(bytes)
  if (image.kind === 'image') return image
  throw new ImportRefusal(
    imageProblemWords(
      image.code === 'eeprom-size' ? { ...image, detail: `${file.size} bytes` } : image,
    ),
  )
}

/** A program for the other chip beside this image would not even start; one called `recovery.bin` goes with the image beside it. */
function programIn(files: readonly ImportedFile[], chip: EepromChip, from: string): ImportedFile {
  const named = (name: string) => files.find((file) => file.name === name)
  const other = bootCodeNames[chip === 'bcm2711' ? 'bcm2712' : 'bcm2711']
  const found = named(bootCodeNames[chip]) ?? (named(other) ? undefined : named('recovery.bin'))
  if (found === undefined) {
    throw new ImportRefusal(
      named(other)
        ? `${from} has an image for a ${chip.toUpperCase()} and the program ${other}, which is for the other chip. Import a folder whose files belong together.`
        : `${from} holds no ${bootCodeNames[chip]}, the program that writes the image. Choose the whole folder "recovery" or "recovery5".`,
    )
  }
  if (found.size > 0 && found.size <= largestProgram) return found
  throw new ImportRefusal(
    `${found.name} has ${found.size} bytes and can't be a recovery program. A copy of the repository without links has such files: clone it, or use its zip archive.`,
  )
}

async function refuseLasting(files: readonly ImportedFile[], chip: EepromChip): Promise<void> {
  const setting = lastingSetting(await textOf(files, 'config.txt'))
  if (setting !== null) {
    throw new ImportRefusal(
      `This folder does what can't be taken back: ${setting}. Fuses and signed boot are not written by Bootbench. Import the plain folder "recovery" or "recovery5".`,
    )
  }
  const signature = decodeSignature(await textOf(files, 'pieeprom.sig'))
  if (signature?.isSigned) {
    throw new ImportRefusal(
      'pieeprom.sig is signed with a key, as for signed boot. Import the plain folder "recovery" or "recovery5".',
    )
  }
  const soc = signature?.targetSoc ?? null
  if (soc !== null && soc !== chip.slice(3)) {
    throw new ImportRefusal(
      `pieeprom.sig says that the image is for ${soc}, and the image is for ${chip.slice(3)}. Import a folder whose files belong together.`,
    )
  }
}

async function textOf(files: readonly ImportedFile[], name: string): Promise<string> {
  const file = files.find((candidate) => candidate.name === name)
  if (file === undefined || file.size > largestText) return ''
  return (await buffer(await file.open())).toString('latin1')
}
