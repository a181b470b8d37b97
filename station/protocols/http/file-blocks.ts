import type { FileHandle } from 'node:fs/promises'

/** A piece of a file in memory. Whoever got it gives it back with `release`, once, and does not look at it any more. */
export type FileBlock = { readonly bytes: Buffer; release(): void }

export type FileBlocks = {
  readonly blockSize: number
  /**
   * The block with this number of a file (the last one is shorter). `identity` tells this content of this file from all others.
   * Undefined when every block is in use: the caller reads by itself then, so that slow clients can't hold up the others.
   * @throws Error when the file can't be read.
   */
  take(file: FileHandle, identity: string, number: number): Promise<FileBlock | undefined>
}

type Slot = { readonly buffer: Buffer; readonly loaded: Promise<Buffer>; users: number }

/**
 * Keeps the blocks of files that were read last, at most `mostBlocks`, in memory that is used again and again: boards that are written
 * with the same image at the same time cost one reading, and no reading costs new memory.
 */
export function createFileBlocks(blockSize: number, mostBlocks: number): FileBlocks {
  /** The least recently used first. */
  const slots = new Map<string, Slot>()

  const freeBuffer = (): Buffer | undefined => {
    if (slots.size < mostBlocks) return Buffer.allocUnsafeSlow(blockSize)
    for (const [key, slot] of slots) {
      if (slot.users > 0) continue
      slots.delete(key)
      return slot.buffer
    }
    return undefined
  }

  const load = (file: FileHandle, key: string, number: number): Slot | undefined => {
    const buffer = freeBuffer()
    if (buffer === undefined) return undefined
    const loaded = file
      .read(buffer, 0, blockSize, number * blockSize)
      .then(({ bytesRead }) => buffer.subarray(0, bytesRead))
    const slot = { buffer, loaded, users: 0 }
    slots.set(key, slot)
    loaded.catch(() => {
      if (slots.get(key) === slot) slots.delete(key)
    })
    return slot
  }

  return {
    blockSize,
    take: async (file, identity, number) => {
      const key = `${identity} ${number}`
      const known = slots.get(key)
      const slot = known ?? load(file, key, number)
      if (slot === undefined) return undefined
      slot.users += 1
      slots.delete(key)
      slots.set(key, slot)
      const bytes = await slot.loaded
      return {
        bytes,
        release: () => {
          slot.users -= 1
        },
      }
    },
  }
}
