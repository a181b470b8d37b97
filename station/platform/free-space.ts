import { statfs } from 'node:fs/promises'

export type FreeSpace =
  | { readonly kind: 'ok'; readonly freeBytes: number; readonly totalBytes: number }
  | { readonly kind: 'failed'; readonly message: string }

/** Space on the disk that holds `path`: what this user may still write, without root's reserve. */
export async function readFreeSpace(path: string): Promise<FreeSpace> {
  try {
    const { bavail, blocks, bsize } = await statfs(path)
    return { kind: 'ok', freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { kind: 'failed', message: `The free space of ${path} could not be read: ${reason}` }
  }
}
