import { type Refusal, refusal } from '../contract/errors.ts'
import type { UsbBootTarget } from '../contract/usb-board.ts'
import { type FetchedUsbFiles, knownUsbbootRelease } from '../contract/usb-files.ts'
import type { AttachmentList } from './attachments/attachment-list.ts'
import { fetchUsbFiles, type Origin, raspberryPi } from './fetch-usb-files.ts'
import { ImportRefusal } from './usbboot/import-source.ts'

/** Downloads boot files for boards on USB cables, one target at a time. */
export type UsbFiles = {
  fetch(wish: {
    readonly target: UsbBootTarget
    readonly release: string | null
    readonly sha256: string | null
  }): Promise<({ readonly kind: 'fetched' } & FetchedUsbFiles) | Refusal>
  /** Ends a download that goes on. */
  stop(): Promise<void>
}

/** How far a download is, is put into `attachments`. */
export function buildUsbFiles(needs: {
  readonly attachments: AttachmentList
  readonly dataFolder: string
  readonly origin: Origin | undefined
}): UsbFiles {
  const { attachments, dataFolder, origin = raspberryPi } = needs
  const end = new AbortController()
  let running: Promise<unknown> | null = null
  return {
    fetch: async ({ target, release, sha256 }) => {
      if (running !== null) return alreadyFetching()
      const show = (receivedBytes: number, totalBytes: number): void =>
        attachments.put({ usbFetch: { target, receivedBytes, totalBytes } })
      show(0, 0)
      const fetching = fetchUsbFiles({
        target,
        release: release ?? knownUsbbootRelease,
        sha256: sha256 === null ? [] : [sha256],
        origin,
        dataFolder,
        signal: end.signal,
        onProgress: (_url, received, total) => show(received, total),
      })
        .then(({ archives, files }) => ({
          kind: 'fetched' as const,
          archives: [...archives],
          files: [...files],
        }))
        .catch(asRefusal)
        .finally(() => {
          running = null
          attachments.put({ usbFetch: null })
        })
      running = fetching
      return fetching
    },
    stop: async () => {
      end.abort()
      // Who asked for it hears how it ended.
      await running?.catch(() => undefined)
    },
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof ImportRefusal) return refusal('usb-fetch-failed', error.message)
  throw error
}

function alreadyFetching(): Refusal {
  return refusal(
    'usb-fetch-running',
    'Boot files are downloaded already. Wait until that has ended, then try again.',
  )
}
