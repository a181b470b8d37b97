import { stationSentence } from '../text/station-words.ts'
import { t } from '../text/translate.ts'

export type UploadResult =
  | { readonly kind: 'accepted'; readonly importId: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'cancelled' }

export type UploadHandle = { readonly result: Promise<UploadResult>; readonly cancel: () => void }

/** Sends one image file to the station. XMLHttpRequest, because fetch tells nothing about bytes sent. */
export function uploadFile(file: File, onSent: (bytes: number) => void): UploadHandle {
  const request = new XMLHttpRequest()
  const result = new Promise<UploadResult>((resolve) => {
    request.upload.addEventListener('progress', (event) => onSent(event.loaded))
    request.addEventListener('load', () =>
      resolve(readAnswer(request.status, request.responseText)),
    )
    request.addEventListener('error', () =>
      resolve({ kind: 'refused', message: t('errors.uploadBroke') }),
    )
    request.addEventListener('abort', () => resolve({ kind: 'cancelled' }))
    request.open('POST', `/upload?name=${encodeURIComponent(file.name)}`)
    request.send(file)
  })
  return { result, cancel: () => request.abort() }
}

/** Reads the station's answer to an upload: `{ id }`, or `{ code, message }` with an HTTP error. */
export function readAnswer(status: number, body: string): UploadResult {
  const answer = parse(body)
  if (status < 300 && typeof answer.id === 'string')
    return { kind: 'accepted', importId: answer.id }
  const { code, message } = answer
  return {
    kind: 'refused',
    message:
      typeof message === 'string'
        ? stationSentence(String(code), message)
        : t('errors.uploadRefused', { status }),
  }
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // Not JSON: some proxy answered. The HTTP status alone has to do.
    return {}
  }
}
