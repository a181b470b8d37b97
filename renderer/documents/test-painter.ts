import type { TextPainter } from './text-painter.ts'

/** A transparent picture of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

/** A painter without a canvas, for unit tests: every character is as wide as it is high. `painted` is what it was asked for. */
export function testPainter(): TextPainter & { readonly painted: string[] } {
  const painted: string[] = []
  return {
    painted,
    measure: (text, { size }) => [...text].length * size,
    paint: async (text, { size }) => {
      painted.push(text)
      return { png, width: [...text].length * size, height: size, descent: size / 4 }
    },
  }
}
