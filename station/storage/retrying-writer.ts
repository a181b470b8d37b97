/** Writes that must not stop the station when the disk is full: they are kept in memory and tried again. */
export type RetryingWriter = {
  /** Runs the write now; when it fails it is kept, in place of an older one with the same key. */
  write(key: string, work: () => void): void
  /** Something newer was written in another way: what is kept under this key must not be written over it. */
  forget(key: string): void
  /** Tries again what is kept. */
  flush(): void
}

/**
 * `onChanged` hears why writing fails when that begins, and null when everything is written again. The station goes on with what it has in memory:
 * a full disk must not end the work on boards.
 */
export function createRetryingWriter(onChanged: (problem: string | null) => void): RetryingWriter {
  const kept = new Map<string, () => void>()

  const attempt = (key: string, work: () => void): boolean => {
    try {
      work()
      kept.delete(key)
      return true
    } catch (error) {
      if (kept.size === 0) onChanged(error instanceof Error ? error.message : String(error))
      kept.set(key, work)
      return false
    }
  }

  return {
    write: (key, work) => {
      const wasFailing = kept.size > 0
      if (attempt(key, work) && wasFailing && kept.size === 0) onChanged(null)
    },
    forget: (key) => {
      if (kept.delete(key) && kept.size === 0) onChanged(null)
    },
    flush: () => {
      if (kept.size === 0) return
      for (const [key, work] of [...kept]) if (!attempt(key, work)) return
      onChanged(null)
    },
  }
}
