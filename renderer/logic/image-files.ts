/** Files that a person gave at once: each image with its bmap, and bmaps that no image was given for. */
export type FilePairs<File> = {
  readonly images: readonly { readonly image: File; readonly bmap: File | null }[]
  readonly lonelyBmaps: readonly File[]
}

/** Puts `card.bmap` (or `card.img.bmap`) to `card.img.xz`, as bmaptool looks for it beside an image. */
export function pairWithBmaps<File extends object | string>(
  files: readonly File[],
  nameOf: (file: File) => string,
): FilePairs<File> {
  const isBmap = (file: File) => /\.bmap$/i.test(nameOf(file))
  const bmaps = new Map(files.filter(isBmap).map((file) => [bareName(nameOf(file)), file]))
  const images = files
    .filter((file) => !isBmap(file))
    .map((image) => ({ image, bmap: bmaps.get(bareName(nameOf(image))) ?? null }))
  const taken = new Set(images.map(({ bmap }) => bmap))
  return { images, lonelyBmaps: [...bmaps.values()].filter((bmap) => !taken.has(bmap)) }
}

/** The last part of a path, whichever system it is of. */
export function lastName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path
}

function bareName(path: string): string {
  return lastName(path)
    .toLowerCase()
    .replace(/\.bmap$/, '')
    .replace(/\.(xz|gz|bz2|zst|zip)$/, '')
    .replace(/\.(img|raw|iso|wic)$/, '')
}

/** A SHA-256 as it is copied from a web page or a `sha256sum` file: null where it is none. */
export function readChecksum(text: string): string | null {
  return /^\s*([0-9a-f]{64})(?:\s+[* ]?\S.*)?\s*$/i.exec(text)?.[1]?.toLowerCase() ?? null
}

/** An address that an image can be downloaded from; null where it is none. */
export function readImageUrl(text: string): string | null {
  const url = URL.parse(text.trim())
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url.href : null
}
