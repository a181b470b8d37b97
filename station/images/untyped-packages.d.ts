// The parts of packages without types that this folder uses.

declare module 'lzma-native' {
  import type { Transform } from 'node:stream'
  /** Flag: decode xz streams that follow one another. */
  export const CONCATENATED: number
  export function createStream(
    coder: 'streamDecoder',
    options: { flags: number; memlimit: number },
  ): Transform
}

declare module 'yauzl' {
  import type { Readable } from 'node:stream'
  export type Entry = {
    fileName: string
    uncompressedSize: number
    compressedSize: number
    compressionMethod: number
    crc32: number
    externalFileAttributes: number
    isEncrypted(): boolean
  }
  export type ZipFile = {
    eachEntry(): AsyncIterable<Entry>
    openReadStreamPromise(entry: Entry): Promise<Readable>
    close(): void
  }
  export function openPromise(
    path: string,
    options: { autoClose: boolean; lazyEntries: boolean },
  ): Promise<ZipFile>
}
