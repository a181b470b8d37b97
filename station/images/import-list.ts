import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { ImageImport } from '../../contract/image.ts'

/** Progress of one import: bytes read of the file, its size, and raw bytes that came out. */
export type ImportProgress = {
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly rawBytes: number
}

/** The one call of the image library that this list makes. */
export type ImportImage = (
  source: { readonly path: string; readonly name?: string; readonly bmapPath?: string },
  options: {
    readonly signal: AbortSignal
    readonly onProgress: (progress: ImportProgress) => void
  },
) => Promise<
  | { readonly kind: 'ok'; readonly image: { readonly id: string }; readonly alreadyThere: boolean }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
>

/** Imports that run, and the last ones that ended. */
export type ImportList = {
  list(): ImageImport[]
  /** Begins an import in the background. `whenEnded` is called once, however it ended. */
  start(
    source: { path: string; fileName: string; name?: string; bmapPath?: string },
    whenEnded: () => void,
  ): ImageImport
  /** False when there is no such import that runs. */
  cancel(id: string): boolean
  /** Cancels all and waits for their end. */
  stop(): Promise<void>
}

const rememberedImports = 20

export function createImportList(options: {
  readonly importImage: ImportImage
  readonly onChanged: (change: ImageImport) => void
}): ImportList {
  const imports = new Map<string, ImageImport>()
  const running = new Map<string, { abort: AbortController; ended: Promise<void> }>()

  const put = (next: ImageImport): ImageImport => {
    imports.set(next.id, next)
    for (const old of [...imports.values()].slice(0, -rememberedImports)) {
      if (old.state.kind !== 'running') imports.delete(old.id)
    }
    options.onChanged(next)
    return next
  }

  const run = async (
    begun: ImageImport,
    source: Parameters<ImportImage>[0],
    abort: AbortController,
  ): Promise<void> => {
    try {
      const result = await options.importImage(source, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (!abort.signal.aborted) put({ ...begun, state: { kind: 'running', ...progress } })
        },
      })
      put({
        ...begun,
        state:
          abort.signal.aborted && result.kind === 'refused' ? { kind: 'cancelled' } : endOf(result),
      })
    } catch (error) {
      const message = `The import ended with an error of the station: ${String(error)}. Try again; if it happens again, look into the log of the station.`
      put({ ...begun, state: { kind: 'refused', code: 'internal', message } })
    }
  }

  return {
    list: () => [...imports.values()],
    start: ({ fileName, ...source }, whenEnded) => {
      const begun = put({
        id: randomUUID(),
        fileName: basename(fileName),
        url: null,
        state: { kind: 'running', bytesRead: 0, bytesTotal: 0, rawBytes: 0 },
      })
      const abort = new AbortController()
      const ended = run(begun, source, abort).finally(() => {
        running.delete(begun.id)
        whenEnded()
      })
      running.set(begun.id, { abort, ended })
      return begun
    },
    cancel: (id) => {
      const found = running.get(id)
      found?.abort.abort()
      return found !== undefined
    },
    stop: async () => {
      for (const { abort } of running.values()) abort.abort()
      await Promise.all([...running.values()].map(({ ended }) => ended))
    },
  }
}

function endOf(result: Awaited<ReturnType<ImportImage>>): ImageImport['state'] {
  if (result.kind === 'refused') return result
  return { kind: 'done', imageId: result.image.id, alreadyThere: result.alreadyThere }
}
