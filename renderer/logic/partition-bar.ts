import type { Image, Partition } from '../../contract/image.ts'

/** One piece of an image's length, in bytes; `partition` is null for what lies between and behind partitions. */
export type BarPiece = {
  readonly partition: Partition | null
  readonly startByte: number
  readonly sizeBytes: number
}

/** Cuts an image into partitions and the gaps between them, in order. Gaps under a hundredth are left out. */
export function barPieces(image: Pick<Image, 'rawSize' | 'partitionTable'>): readonly BarPiece[] {
  const { rawSize } = image
  const pieces: BarPiece[] = []
  let end = 0
  for (const partition of shownPartitions(image)) {
    const { startByte, sizeBytes } = partition
    pieces.push({ partition: null, startByte: end, sizeBytes: startByte - end })
    pieces.push({ partition, startByte, sizeBytes })
    end = startByte + sizeBytes
  }
  pieces.push({ partition: null, startByte: end, sizeBytes: rawSize - end })
  return pieces.filter(
    ({ partition, sizeBytes }) => partition !== null || sizeBytes > rawSize / 100,
  )
}

/** The partitions that hold something, in the order of the storage. */
export function shownPartitions({
  partitionTable,
}: Pick<Image, 'partitionTable'>): readonly Partition[] {
  return (
    [...(partitionTable?.partitions ?? [])]
      // An extended MBR partition holds the logical ones, which are listed themselves.
      .filter(({ type }) => !['05', '0f', '0x05', '0x0f', '5', 'f'].includes(type.toLowerCase()))
      .sort((one, other) => one.startByte - other.startByte)
  )
}

/** What to call a partition: its label, else its name, else its filesystem, else its type. */
export function partitionName({ label, name, filesystem, type }: Partition): string {
  return label || name || filesystem || type
}
