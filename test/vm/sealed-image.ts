import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'

export interface Comparison {
  /** Bytes that the image defines: compared with the disk. */
  readonly definedBytes: number
  readonly undefinedBytes: number
  /** `<offset> <length>` of each extent whose bytes on the disk are others. */
  readonly differences: readonly string[]
}

const windowBytes = 8 * 1024 * 1024

/**
 * Compares a sealed image with a disk, byte by byte. It reads the image as docs/image-format.md tells, without any
 * of the station's code.
 */
export async function compareWithDisk(imageFolder: string, diskPath: string): Promise<Comparison> {
  const index = (await readFile(join(imageFolder, 'index.txt'), 'utf8')).trimEnd().split('\n')
  const size = Number(index.find((line) => line.startsWith('size '))?.split(' ')[1])
  await using frames = await open(join(imageFolder, 'frames.zst'))
  await using disk = await open(diskPath)
  const differences: string[] = []
  let definedBytes = 0
  for (const line of index) {
    const [kind, offset = 0, length = 0, frameOffset = 0, frameLength = 0] = numbers(line)
    if (kind !== 'data' && kind !== 'zero') continue
    definedBytes += length
    const same =
      kind === 'data'
        ? zstdDecompressSync(await readAt(frames, frameOffset, frameLength)).equals(
            await readAt(disk, offset, length),
          )
        : await isZero(disk, offset, length)
    if (!same) differences.push(`${offset} ${length}`)
  }
  return { definedBytes, undefinedBytes: size - definedBytes, differences }
}

function numbers(line: string): [string, ...number[]] {
  const [kind = '', ...rest] = line.split(' ')
  return [kind, ...rest.map(Number)]
}

async function isZero(file: FileHandle, offset: number, length: number): Promise<boolean> {
  for (let done = 0; done < length; done += windowBytes) {
    const bytes = await readAt(file, offset + done, Math.min(windowBytes, length - done))
    if (!bytes.equals(Buffer.alloc(bytes.length))) return false
  }
  return true
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, offset)
  if (bytesRead !== length) throw new Error(`only ${bytesRead} of ${length} bytes at ${offset}`)
  return buffer
}
