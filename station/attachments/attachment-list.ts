import type { Attachments } from '../../contract/attachments.ts'

/** What is plugged into this computer, gathered from the parts that look for it. */
export type AttachmentList = {
  current(): Attachments
  /** Replaces what is given and keeps the rest. */
  put(change: Partial<Attachments>): void
  /** Yields all of it, then again after changes, at most ten times a second. Ends when `signal` aborts. */
  follow(signal: AbortSignal): AsyncGenerator<Attachments, void, void>
}

const shortestPauseMs = 100

const nothing: Attachments = {
  usbBoards: [],
  usbBoot: { automatic: null, imported: [] },
  usbFetch: null,
  drives: [],
  nodes: [],
  powerPorts: [],
  consoles: [],
  notices: [],
}

/** Begins empty; the parts put in what they find. */
export function createAttachmentList(): AttachmentList {
  let attachments = nothing
  let version = 0
  const wakers = new Set<() => void>()
  return {
    current: () => attachments,
    put: (change) => {
      attachments = { ...attachments, ...change }
      version += 1
      for (const wake of [...wakers]) wake()
    },
    follow: async function* (signal) {
      for (let seen = -1; !signal.aborted; ) {
        if (seen === version) await nextWake(wakers, signal)
        if (signal.aborted || seen === version) continue
        seen = version
        yield attachments
        await pause(shortestPauseMs, signal)
      }
    },
  }
}

function nextWake(wakers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      wakers.delete(wake)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    wakers.add(wake)
    signal.addEventListener('abort', wake)
  })
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}
