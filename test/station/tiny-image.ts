import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { zstdCompressSync } from 'node:zlib'

const mebibyte = 1024 * 1024

/** A sealed image (docs/image-format.md) with a partition table, some data and a zero run, made without the station's own code. */
export interface TinyImage {
  /** What every defined byte of the storage must be afterwards; the rest of it is zero here and undefined in the image. */
  readonly raw: Uint8Array
  readonly files: Readonly<
    Record<'manifest.json' | 'manifest.sig' | 'index.txt' | 'frames.zst', Uint8Array>
  >
  /** PEM, as the agent's initramfs holds it. */
  readonly publicKey: string
}

/** @param chunkCount how many mebibytes of data that does not compress it has. */
export function sealTinyImage(chunkCount: number): TinyImage {
  const raw = Buffer.alloc((chunkCount + 1) * mebibyte)
  for (let at = 0, state = 1; at < chunkCount * mebibyte; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    raw.writeUInt32LE(state, at)
  }
  raw.fill(0, 0, 512)
  raw.set([0x0c], 450)
  raw.set([0x55, 0xaa], 510)
  const { lines, frames } = sealChunks(raw, chunkCount)
  const index = Buffer.from(
    [
      'bootbench-index 1',
      `size ${raw.length}`,
      `chunks ${chunkCount}`,
      'zeros 1',
      `frames ${frames.length}`,
      ...lines,
      `zero ${chunkCount * mebibyte} ${mebibyte}`,
      '',
    ].join('\n'),
  )
  const manifest = Buffer.from(JSON.stringify(manifestOf(raw, index, frames, chunkCount)))
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    raw,
    files: {
      'manifest.json': manifest,
      'manifest.sig': sign(null, manifest, privateKey),
      'index.txt': index,
      'frames.zst': frames,
    },
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

function sealChunks(raw: Buffer, chunkCount: number): { lines: string[]; frames: Buffer } {
  const lines: string[] = []
  const frames: Buffer[] = []
  let frameOffset = 0
  for (let number = 0; number < chunkCount; number += 1) {
    const offset = number * mebibyte
    const chunk = raw.subarray(offset, offset + mebibyte)
    const frame = zstdCompressSync(chunk)
    lines.push(`data ${offset} ${mebibyte} ${frameOffset} ${frame.length} ${sha256(chunk)}`)
    frames.push(frame)
    frameOffset += frame.length
  }
  return { lines, frames: Buffer.concat(frames) }
}

function manifestOf(raw: Buffer, index: Buffer, frames: Buffer, chunkCount: number): object {
  return {
    format: 1,
    id: sha256(index).slice(0, 32),
    name: 'tiny',
    rawSize: raw.length,
    definedBytes: raw.length,
    dataBytes: chunkCount * mebibyte,
    chunkCount,
    framesSize: frames.length,
    indexSha256: sha256(index),
    partitionTable: { kind: 'mbr', partitions: [] },
    operatingSystem: null,
    source: { kind: 'import', fileName: 'tiny.img', compressedSha256: sha256(raw) },
    sealedAt: '2026-01-01T00:00:00.000Z',
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
