/** Gives the person a file to keep, as a download of the browser. */
export function saveFile(fileName: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download has taken the blob when this turn is over; until then its address must hold.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** The bytes of a base64 text that the station sent. */
export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
