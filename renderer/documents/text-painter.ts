import type { TextStyle } from './text-style.ts'

/** A painted line of text: a PNG picture and its size in points; `descent` is how far it reaches below the line. */
export type PaintedText = {
  readonly png: Uint8Array
  readonly width: number
  readonly height: number
  readonly descent: number
}

/**
 * Paints what a PDF's standard fonts have no characters for, with the fonts of the computer. Sizes are points.
 */
export type TextPainter = {
  readonly measure: (text: string, style: TextStyle) => number
  readonly paint: (text: string, style: TextStyle) => Promise<PaintedText>
}

/** Pixels for each point: 4 is 288 dots an inch, fine enough for print. */
const scale = 4

/** A painter on a canvas of this window. */
export function canvasPainter(): TextPainter {
  return {
    measure: (text, style) => contextFor(1, 1, style).measureText(text).width / scale,
    paint,
  }
}

async function paint(text: string, style: TextStyle): Promise<PaintedText> {
  const metrics = contextFor(1, 1, style).measureText(text)
  const width = Math.max(1, Math.ceil(metrics.width))
  const ascent = Math.ceil(metrics.fontBoundingBoxAscent)
  const descent = Math.ceil(metrics.fontBoundingBoxDescent)
  const context = contextFor(width, Math.max(1, ascent + descent), style)
  context.fillText(text, 0, ascent)
  const blob = await context.canvas.convertToBlob({ type: 'image/png' })
  return {
    png: new Uint8Array(await blob.arrayBuffer()),
    width: width / scale,
    height: (ascent + descent) / scale,
    descent: descent / scale,
  }
}

function contextFor(
  width: number,
  height: number,
  { size, bold, mono }: TextStyle,
): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (!context) throw new Error('This browser can’t paint text on a canvas.')
  context.font = `${bold ? 'bold ' : ''}${size * scale}px ${mono ? 'monospace' : 'sans-serif'}`
  context.fillStyle = 'black'
  return context
}
