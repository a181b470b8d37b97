import { open, truncate } from 'node:fs/promises'

const sector = 512

/** Makes the file that stands for a board's storage: sparse, of this size. One that is there already keeps its content. */
export async function prepareStorage(path: string, sizeBytes: number): Promise<void> {
  const file = await open(path, 'a')
  await file.close()
  await truncate(path, sizeBytes)
}

/**
 * Whether a boot ROM would find something to boot in this storage: an MBR with a partition in it, or a GPT. A real board
 * looks for start4.elf on a FAT partition too; whoever deploys must have written the first sector last either way.
 */
export async function isBootable(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const start = Buffer.alloc(2 * sector)
    await file.read(start, 0, start.length, 0)
    const signed = start[510] === 0x55 && start[511] === 0xaa
    const types = [450, 466, 482, 498].map((offset) => start[offset])
    if (!signed || types.every((type) => type === 0)) return false
    const gpt = start.toString('latin1', sector, sector + 8) === 'EFI PART'
    return types[0] !== 0xee || gpt
  } finally {
    await file.close()
  }
}
