import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Image, ImageSource, PartitionTable } from '../../contract/image.ts'
import type { SealedFiles } from './seal-writer.ts'

/** manifest.json: the record, the format's version and the hash of index.txt. */
export type Manifest = Image & { format: 1; indexSha256: string }

/** What a manifest is made of: the sealed files, the image's name, and where it came from. */
export type SealedImage = {
  sealed: SealedFiles & { partitionTable: PartitionTable | null; operatingSystem: string | null }
  name: string
  source: ImageSource
}

/** The manifest of an image that is sealed at `now` (milliseconds since 1970). */
export function createManifest({ sealed, name, source }: SealedImage, now: number): Manifest {
  const { id, rawSize, definedBytes, dataBytes, chunkCount, framesSize, indexSha256 } = sealed
  return {
    format: 1,
    id,
    name,
    rawSize,
    definedBytes,
    dataBytes,
    chunkCount,
    framesSize,
    indexSha256,
    partitionTable: sealed.partitionTable,
    operatingSystem: sealed.operatingSystem,
    source,
    sealedAt: new Date(now).toISOString(),
  }
}

/** The bytes of manifest.json and of manifest.sig. */
export function signManifest(manifest: Manifest, key: KeyObject) {
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, 'utf8')
  return { bytes, signature: sign(null, bytes, key) }
}

/** Reads manifest.json if `key` (private or public) made its signature; otherwise says what is wrong. */
export function readManifest(
  bytes: Uint8Array,
  signature: Uint8Array,
  key: KeyObject,
): { kind: 'ok'; manifest: Manifest } | { kind: 'invalid'; reason: string } {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  if (signature.length !== 64 || !verify(null, bytes, publicKey, signature)) {
    return { kind: 'invalid', reason: 'its manifest was not signed by this station' }
  }
  // The signature is ours, so the members are those that this program wrote; only the version can be another.
  const manifest = JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest
  return manifest.format === 1
    ? { kind: 'ok', manifest }
    : { kind: 'invalid', reason: 'it has a newer format' }
}
