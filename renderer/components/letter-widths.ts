/** Widths of what terminals have measured, by font and text: the same in all terminals of the window. */
const known = new Map<string, number>()

const realWidth = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'offsetWidth')?.get

/**
 * Lets an open terminal measure only letters that no other one has measured. xterm.js measures each letter by an element of its own and
 * lays that out anew each time, which takes some ten milliseconds when a terminal shows its first text (`WidthCache` of its DOM
 * renderer, 6.0.0). Without that element nothing is changed.
 */
export function shareLetterWidths(place: HTMLElement): void {
  const measuring = place.querySelector<HTMLElement>('.xterm-width-cache-measure-container')
  if (measuring === null || realWidth === undefined) return
  for (const element of measuring.querySelectorAll<HTMLElement>('span')) {
    Object.defineProperty(element, 'offsetWidth', { get: () => widthOf(element, measuring) })
  }
}

function widthOf(element: HTMLElement, { style }: HTMLElement): number {
  const font = `${style.fontFamily} ${style.fontSize} ${element.style.cssText}`
  const key = `${window.devicePixelRatio} ${font} ${element.textContent}`
  const width = known.get(key) ?? Number(realWidth?.call(element))
  // What is not laid out has no width, and is measured again.
  if (width > 0 && known.size < mostKnown) known.set(key, width)
  return width
}

/** A line that sends noise has letters without end. */
const mostKnown = 4_096
