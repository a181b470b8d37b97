import { readFile } from 'node:fs/promises'

/** What changes when a disk comes, goes, gets another size or is mounted. Reading these is cheap; lsblk is not. */
const tellingFiles = ['/proc/partitions', '/proc/self/mountinfo', '/proc/swaps']
const lookEvery = 1_000

/** Calls `onChange` when one of the kernel's lists of disks and mounts has changed; ends when the answer is called. */
export function watchLinuxDrives(onChange: () => void, files = tellingFiles): () => void {
  let before: string | null = null
  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    // A list that this kernel does not have never changes.
    const texts = await Promise.all(files.map((path) => readFile(path, 'utf8').catch(() => '')))
    isLooking = false
    const now = texts.join('\0')
    if (before !== null && before !== now) onChange()
    before = now
  }
  const timer = setInterval(look, lookEvery)
  look()
  return () => clearInterval(timer)
}
