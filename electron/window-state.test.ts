import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placeWindow, readWindowState, saveWindowState } from './window-state.ts'

const laptop = { x: 0, y: 0, width: 1366, height: 740 }
const monitor = { x: 1366, y: 0, width: 2560, height: 1400 }

test('a window opens where it was, on the display where it was', () => {
  const saved = { bounds: { x: 1500, y: 100, width: 1400, height: 900 }, maximized: true }
  expect(placeWindow(saved, [laptop, monitor])).toEqual(saved)
})

test('a window whose display is gone opens in the middle of the first display', () => {
  const saved = { bounds: { x: 1500, y: 100, width: 1400, height: 900 }, maximized: false }
  expect(placeWindow(saved, [laptop]).bounds).toEqual({ x: 43, y: 0, width: 1280, height: 740 })
})

test('a window that is larger than its display is made to fit', () => {
  const saved = { bounds: { x: -50, y: 20, width: 3000, height: 2000 }, maximized: false }
  expect(placeWindow(saved, [laptop]).bounds).toEqual(laptop)
})

test('what was saved is read back, and a damaged file counts as none', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'bootbench-window-')), 'window.json')
  expect(readWindowState(path)).toBeNull()
  const state = { bounds: { x: 1, y: 2, width: 800, height: 600 }, maximized: false }
  saveWindowState(path, state)
  expect(readWindowState(path)).toEqual(state)
  writeFileSync(path, '{"bounds":{"x":"left"}}')
  expect(readWindowState(path)).toBeNull()
})
