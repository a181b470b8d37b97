/** A partition as the table of an image describes it. Numbers are those that Linux uses (`mmcblk0p2` is 2). */
export type Partition = {
  number: number
  startByte: number
  sizeBytes: number
  /** MBR: the type byte as `0x0c`. GPT: the type GUID in upper case. */
  type: string
  name?: string
  bootable: boolean
  filesystem?: string
  label?: string
}

export type PartitionTable = { kind: 'mbr' | 'gpt'; partitions: Partition[] }

export type ImageSource =
  | { kind: 'import'; fileName: string; compressedSha256: string }
  | { kind: 'backup'; boardSerial: string; jobId: string; storage: string }

/** What the library knows of one sealed image: plain data, the same members as manifest.json. */
export type ImageRecord = {
  id: string
  name: string
  rawSize: number
  definedBytes: number
  dataBytes: number
  framesSize: number
  chunkCount: number
  /** Null only for a backup of a storage that has no partition table. */
  partitionTable: PartitionTable | null
  /** The system's own name, such as `Debian GNU/Linux 12 (bookworm)`. Null: nobody has looked, or it could not be read. */
  operatingSystem: string | null
  source: ImageSource
  sealedAt: string
}
