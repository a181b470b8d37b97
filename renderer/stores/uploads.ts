import { create } from 'zustand'
import { type UploadHandle, uploadFile } from '../api/upload.ts'
import { noteImports } from './seen-imports.ts'

/** One file on its way from this window to the station. */
export type Upload = {
  readonly id: number
  readonly fileName: string
  readonly bytesSent: number
  readonly bytesTotal: number
  readonly state:
    | { readonly kind: 'sending' }
    | { readonly kind: 'refused'; readonly message: string }
}

export const useUploads = create<{ readonly uploads: readonly Upload[] }>(() => ({ uploads: [] }))

const handles = new Map<number, UploadHandle>()
let lastId = 0

/** Sends a file. Once the station has it all, its import in the mirror takes the place of this upload. */
export async function startUpload(file: File): Promise<void> {
  lastId += 1
  const id = lastId
  const handle = uploadFile(file, (bytesSent) => change(id, { bytesSent }))
  handles.set(id, handle)
  add({ id, fileName: file.name, bytesSent: 0, bytesTotal: file.size, state: { kind: 'sending' } })
  const result = await handle.result
  handles.delete(id)
  if (result.kind === 'accepted') noteImports([result.importId])
  if (result.kind === 'refused') change(id, { state: result })
  else dismissUpload(id)
}

/** Stops sending; the station drops what it has of the file. */
export function cancelUpload(id: number): void {
  handles.get(id)?.cancel()
}

/** Takes an ended upload off the list. */
export function dismissUpload(id: number): void {
  useUploads.setState(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.id !== id) }))
}

function add(upload: Upload): void {
  useUploads.setState(({ uploads }) => ({ uploads: [...uploads, upload] }))
}

function change(id: number, changes: Partial<Upload>): void {
  useUploads.setState(({ uploads }) => ({
    uploads: uploads.map((upload) => (upload.id === id ? { ...upload, ...changes } : upload)),
  }))
}
