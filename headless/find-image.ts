import type { Image } from '../contract/image.ts'
import { CommandError } from './command.ts'

/** Finds the one image that a person means by its id (or its beginning) or name. */
export function findImage(images: readonly Image[], words: string): Image {
  const found = images.filter(
    (image) =>
      image.name === words || (words.length >= 6 && image.id.startsWith(words.toLowerCase())),
  )
  const [image, other] = found
  if (image === undefined) {
    throw new CommandError(
      `There is no image "${words}". Known: ${images.map((entry) => entry.name).join(', ') || 'none'}. Import one with "bootbench images import FILE".`,
    )
  }
  if (other !== undefined) {
    throw new CommandError(
      `"${words}" means more than one image; give an id: ${found.map((entry) => entry.id).join(', ')}.`,
    )
  }
  return image
}
