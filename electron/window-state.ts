import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
})
const windowState = z.object({ bounds: rectangle, maximized: z.boolean() })

type Rectangle = z.infer<typeof rectangle>
/** Where the window was, in device-independent pixels. */
export type WindowState = z.infer<typeof windowState>

export const smallestWindow = { width: 390, height: 480 } as const
const firstWindow = { width: 1280, height: 860 } as const
/** So much of the window must be on a display, or a person could not find and move it. */
const visibleAtLeast = 120

/** What was saved, or null when there is nothing or it is damaged. */
export function readWindowState(path: string): WindowState | null {
  try {
    const parsed = windowState.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null // the first start, or a damaged file: the window opens where it would at first
  }
}

/** By rename, so that a power cut leaves the old file or the new one. */
export function saveWindowState(path: string, state: WindowState): void {
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/**
 * Where the window opens: as it was, if enough of it would be visible on one of the displays' work areas (the display may have
 * been unplugged since); otherwise in the middle of the first one.
 */
export function placeWindow(
  saved: WindowState | null,
  workAreas: readonly Rectangle[],
): WindowState {
  const home = workAreas.find((area) => saved !== null && overlaps(saved.bounds, area))
  if (saved === null || home === undefined) {
    return { bounds: centred(workAreas[0]), maximized: saved?.maximized ?? false }
  }
  const width = Math.min(Math.max(saved.bounds.width, smallestWindow.width), home.width)
  const height = Math.min(Math.max(saved.bounds.height, smallestWindow.height), home.height)
  return {
    bounds: {
      x: clamp(saved.bounds.x, home.x, home.x + home.width - width),
      y: clamp(saved.bounds.y, home.y, home.y + home.height - height),
      width,
      height,
    },
    maximized: saved.maximized,
  }
}

function overlaps(bounds: Rectangle, area: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const down = Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y)
  return across >= visibleAtLeast && down >= visibleAtLeast
}

function centred(area: Rectangle | undefined): Rectangle {
  const { x, y, width: across, height: down } = area ?? { x: 0, y: 0, ...firstWindow }
  const width = Math.min(firstWindow.width, across)
  const height = Math.min(firstWindow.height, down)
  return {
    x: x + Math.floor((across - width) / 2),
    y: y + Math.floor((down - height) / 2),
    width,
    height,
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high))
}
