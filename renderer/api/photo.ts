import { scaledSize } from '../logic/scaled-size.ts'

/** The station takes no more characters of base64 (contract: `boards.setPhoto`). */
const longestBase64 = 700_000
/** Enough to read a label, and small enough for a database. */
const longestSide = 1280
const qualities = [0.85, 0.7, 0.5, 0.3]

/**
 * A picture as a JPEG of at most 1280 pixels a side, in base64; null where the file is no picture that this browser reads.
 * Drawing it anew also drops what cameras write into files, the place for example.
 */
export async function photoOf(file: Blob): Promise<string | null> {
  const picture = await readPicture(file)
  if (!picture) return null
  const canvas = drawn(picture)
  for (const quality of qualities) {
    const base64 = await base64Of(await canvas.convertToBlob({ type: 'image/jpeg', quality }))
    if (base64.length <= longestBase64) return base64
  }
  return null
}

async function readPicture(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file)
  } catch {
    // The browser tells nothing but "can't be decoded"; the caller has words for that.
    return null
  }
}

function drawn(picture: ImageBitmap): OffscreenCanvas {
  const { width, height } = scaledSize(picture.width, picture.height, longestSide)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser can’t draw pictures on a canvas.')
  // JPEG has no transparency: what is transparent shall be white, not black.
  context.fillStyle = 'white'
  context.fillRect(0, 0, width, height)
  context.drawImage(picture, 0, 0, width, height)
  picture.close()
  return canvas
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
