import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { ImageImport } from '../../contract/image.ts'

/** Progress of one import: bytes read of the file, its size (0: not known), and raw bytes that came out. */
export type ImportProgress = {
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly rawBytes: number
}

type Refused = { readonly kind: 'refused'; readonly code: string; readonly message: string }

/** What is imported: a file, with what is known of it. */
export type ImportFile = {
  readonly path: string
  readonly fileName: string
  readonly name?: string
  readonly bmapPath?: string
  readonly url?: string
  readonly sha256?: string
}

/** The one call of the image library that this list makes. */
export type ImportImage = (
  source: ImportFile,
  options: {
    readonly signal: AbortSignal
    readonly onProgress: (progress: ImportProgress) => void
  },
) => Promise<
  | { readonly kind: 'ok'; readonly image: { readonly id: string }; readonly alreadyThere: boolean }
  | Refused
>

/** Fetches a file; see `download`. */
export type FetchFile = (
  source: { readonly url: string; readonly isChecked: boolean },
  options: {
    readonly signal: AbortSignal
    readonly onProgress: (received: number, total: number) => void
  },
) => Promise<
  | {
      readonly kind: 'ok'
      readonly path: string
      readonly fileName: string
      remove(): Promise<void>
    }
  | Refused
>

/** A file to be downloaded. `shownUrl` is its address without a password. */
export type UrlSource = {
  readonly url: string
  readonly shownUrl: string
  readonly fileName: string
  readonly name?: string
  readonly sha256?: string
}

/** Imports that run, and the last ones that ended. */
export type ImportList = {
  list(): ImageImport[]
  /** Begins an import in the background. `whenEnded` is called once, however it ended. */
  start(source: ImportFile, whenEnded: () => void): ImageImport
  /** Begins a download and the import of what it brings. */
  startUrl(source: UrlSource): ImageImport
  /** False when there is no such import that runs. */
  cancel(id: string): boolean
  /** Cancels all and waits for their end. */
  stop(): Promise<void>
}

export type ImportListOptions = {
  readonly importImage: ImportImage
  readonly fetchFile: FetchFile
  readonly onChanged: (change: ImageImport) => void
}

type Ended = Exclude<ImageImport['state'], { kind: 'running' }>
type Running = Extract<ImageImport['state'], { kind: 'running' }>
type Control = { readonly signal: AbortSignal; readonly report: (progress: Running) => void }

const rememberedImports = 20
/** Milliseconds between two reports of a download. */
const reportInterval = 100

export function createImportList(options: ImportListOptions): ImportList {
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

  const begin = (
    named: Pick<ImageImport, 'fileName' | 'url'>,
    work: (control: Control) => Promise<Ended>,
    whenEnded: () => void,
  ): ImageImport => {
    const id = randomUUID()
    const begun = put({
      id,
      ...named,
      state: { kind: 'running', bytesRead: 0, bytesTotal: 0, rawBytes: 0 },
    })
    const abort = new AbortController()
    const report = (state: Running): void => {
      if (!abort.signal.aborted) put({ ...begun, state })
    }
    const ended = work({ signal: abort.signal, report })
      .catch(unexpected)
      .then((state) => {
        put({
          ...begun,
          state: abort.signal.aborted && state.kind === 'refused' ? { kind: 'cancelled' } : state,
        })
      })
      .finally(() => {
        running.delete(id)
        whenEnded()
      })
    running.set(id, { abort, ended })
    return begun
  }

  return {
    list: () => [...imports.values()],
    start: (source, whenEnded) =>
      begin(
        { fileName: basename(source.fileName), url: null },
        (control) => importFile(options, source, control),
        whenEnded,
      ),
    startUrl: (source) =>
      begin(
        { fileName: source.fileName, url: source.shownUrl },
        (control) => importUrl(options, source, control),
        () => undefined,
      ),
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

async function importFile(
  { importImage }: ImportListOptions,
  source: ImportFile,
  { signal, report }: Control,
): Promise<Ended> {
  const result = await importImage(
    { ...source, fileName: basename(source.fileName) },
    { signal, onProgress: (progress) => report({ kind: 'running', ...progress }) },
  )
  if (result.kind === 'ok')
    return { kind: 'done', imageId: result.image.id, alreadyThere: result.alreadyThere }
  // A file that came over the network lies under a name that tells nobody anything.
  const { code, message } = result
  return { kind: 'refused', code, message: named(message, source) }
}

function named(message: string, { path, fileName }: ImportFile): string {
  const shown = basename(fileName)
  return basename(path) === shown
    ? message
    : message.replaceAll(path, shown).replaceAll(basename(path), shown)
}

async function importUrl(
  options: ImportListOptions,
  { url, shownUrl, fileName: _, ...wish }: UrlSource,
  control: Control,
): Promise<Ended> {
  let reportedAt = 0
  const fetched = await options.fetchFile(
    { url, isChecked: wish.sha256 !== undefined },
    {
      signal: control.signal,
      onProgress: (bytesRead, bytesTotal) => {
        if (performance.now() - reportedAt < reportInterval) return
        reportedAt = performance.now()
        control.report({
          kind: 'running',
          phase: 'downloading',
          bytesRead,
          bytesTotal,
          rawBytes: 0,
        })
      },
    },
  )
  if (fetched.kind === 'refused') return fetched
  try {
    const { path, fileName } = fetched
    return await importFile(options, { ...wish, path, fileName, url: shownUrl }, control)
  } finally {
    await fetched.remove()
  }
}

function unexpected(error: unknown): Ended {
  const message = `The import ended with an error of the station: ${String(error)}. Try again; if it happens again, look into the log of the station.`
  return { kind: 'refused', code: 'internal', message }
}
