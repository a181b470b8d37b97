import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { promisify } from 'node:util'

/** File contents by path, such as `{ 'overlays/README': 'text' }`. */
export type ImageFiles = Record<string, string | Uint8Array>

export type TestImageOptions = {
  /** The raw image to write; a file that is there is replaced. */
  path: string
  fatFiles: ImageFiles
  ext4Files: ImageFiles
  fatMiB: number
  ext4MiB: number
  /** Written to /etc/hostname of the ext4 partition. */
  hostName?: string
}

/** Where the partitions of the image lie; sizes in bytes. */
export type TestImage = { size: number; fat: PartitionPlace; ext4: PartitionPlace }
export type PartitionPlace = { start: number; size: number }

const mebibyte = 1024 * 1024
/** The FAT partition begins where Raspberry Pi OS has it, at 4 MiB. */
const firstPartition = 4 * mebibyte
/** mkfs.vfat refuses a smaller FAT32. */
const smallestFat32 = 33

/**
 * Builds a raw disk image like one of Raspberry Pi OS: an MBR, a FAT boot partition (FAT16 when small, else FAT32)
 * and an ext4 system partition, with these files on them. Needs sfdisk (fdisk), mkfs.vfat (dosfstools), mcopy
 * (mtools) and mke2fs (e2fsprogs), but neither root nor loop devices.
 */
export async function buildTestImage(options: TestImageOptions): Promise<TestImage> {
  const fat = { start: firstPartition, size: options.fatMiB * mebibyte }
  const ext4 = { start: fat.start + fat.size, size: options.ext4MiB * mebibyte }
  const image = { size: ext4.start + ext4.size, fat, ext4 }
  const folder = await mkdtemp(join(tmpdir(), 'bootbench-image-'))
  try {
    await createSparseFile(options.path, image.size)
    await writePartitionTable(options.path, image)
    await writeFat(options, fat, join(folder, 'fat'))
    await writeExt4(options, ext4, join(folder, 'ext4'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return image
}

async function createSparseFile(path: string, size: number): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.truncate(size)
  } finally {
    await file.close()
  }
}

async function writePartitionTable(path: string, { fat, ext4 }: TestImage): Promise<void> {
  const line = ({ start, size }: PartitionPlace, type: string) =>
    `start=${start / 512}, size=${size / 512}, type=${type}`
  const script = ['label: dos', line(fat, 'c'), line(ext4, '83'), ''].join('\n')
  await run('sfdisk', ['--quiet', '--no-reread', '--no-tell-kernel', path], script)
}

async function writeFat(options: TestImageOptions, place: PartitionPlace, folder: string) {
  const width = options.fatMiB >= smallestFat32 ? '32' : '16'
  const offset = ['--offset', String(place.start / 512)]
  const kibibytes = String(place.size / 1024)
  await run('mkfs.vfat', ['-F', width, '-n', 'bootfs', ...offset, options.path, kibibytes])
  const names = await writeFiles(folder, options.fatFiles)
  if (names.length === 0) return
  const sources = names.map((name) => join(folder, name))
  await run('mcopy', ['-i', `${options.path}@@${place.start}`, '-s', '-Q', '-m', ...sources, '::'])
}

async function writeExt4(options: TestImageOptions, place: PartitionPlace, folder: string) {
  const named = options.hostName === undefined ? {} : { 'etc/hostname': `${options.hostName}\n` }
  await writeFiles(folder, { ...named, ...options.ext4Files })
  const settings = ['-q', '-F', '-t', 'ext4', '-L', 'rootfs', '-d', folder]
  const offset = ['-E', `offset=${place.start},root_owner=0:0`]
  await run('mke2fs', [...settings, ...offset, options.path, `${place.size / 1024}k`])
}

/** Returns the names at the top of the folder. */
async function writeFiles(folder: string, files: ImageFiles): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
  const top = new Set<string>()
  for (const [name, content] of Object.entries(files)) {
    const path = normalize(name).replace(/^\/+/, '')
    if (path.startsWith('..')) throw new Error(`the file ${name} would lie outside the image`)
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
    top.add(path.split('/')[0] ?? path)
  }
  return [...top]
}

/** The tools live in /usr/sbin, which is not in the path of an ordinary user on Debian. */
async function run(program: string, args: string[], input?: string): Promise<void> {
  const env = {
    ...process.env,
    PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`,
    MTOOLS_SKIP_CHECK: '1',
  }
  const running = promisify(execFile)(program, args, { env, maxBuffer: 16 * mebibyte })
  // A program that ends without reading its input tells by its exit code what was wrong; the broken pipe tells nothing.
  running.child.stdin?.on('error', () => undefined).end(input ?? '')
  try {
    await running
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The image could not be built: ${program} failed (${reason}). It needs the packages fdisk, dosfstools, mtools and e2fsprogs.`,
    )
  }
}
