import { EventEmitter } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMainWindow } from './main-window.ts'

/** A window whose page crashes when the test says so. */
class WindowDouble extends EventEmitter {
  readonly webContents = Object.assign(new EventEmitter(), {
    sent: [] as unknown[],
    send: (...values: unknown[]) => this.webContents.sent.push(values),
  })
  loads = 0
  async loadURL(): Promise<void> {
    this.loads += 1
  }
  show(): void {
    this.emit('show')
  }
  crash(reason: string): void {
    this.webContents.emit('render-process-gone', {}, { reason })
  }
}

function openWindow() {
  const opened: WindowDouble[] = []
  const crashes: boolean[] = []
  const clock = { now: 0 }
  const window = createMainWindow({
    electron: {
      screen: { getAllDisplays: () => [] },
      BrowserWindow: class extends WindowDouble {
        constructor() {
          super()
          opened.push(this)
        }
      },
    } as unknown as Parameters<typeof createMainWindow>[0]['electron'],
    preloadPath: '',
    statePath: join(mkdtempSync(join(tmpdir(), 'bootbench-window-')), 'window.json'),
    iconPath: '',
    development: false,
    onCrash: ({ givenUp }) => crashes.push(givenUp),
    now: () => clock.now,
    log: () => undefined,
  })
  window.show()
  return { window, page: opened[0] ?? new WindowDouble(), crashes, clock }
}

test('a page that crashes over and over is not loaded again by itself', () => {
  const { window, page, crashes } = openWindow()
  for (let number = 0; number < 4; number += 1) page.crash('crashed')
  expect(crashes).toEqual([false, false, false, true])
  expect(page.loads).toBe(4)
  window.reload()
  expect(page.loads).toBe(5)
})

test('crashes that lie far apart are each healed, and an ordinary end is none', () => {
  const { page, crashes, clock } = openWindow()
  for (let number = 0; number < 10; number += 1) {
    clock.now += 30_000
    page.crash('oom')
  }
  expect(crashes).not.toContain(true)
  page.crash('clean-exit')
  expect(crashes).toHaveLength(10)
})

test('a route waits until the page is there', () => {
  const { window, page } = openWindow()
  window.openRoute('board/b1')
  expect(page.webContents.sent).toEqual([])
  page.webContents.emit('did-finish-load')
  expect(page.webContents.sent).toEqual([['open-route', 'board/b1']])
})
