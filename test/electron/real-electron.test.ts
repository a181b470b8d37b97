import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { expect, test } from 'vitest'
import { electronProgram } from '../../scripts/electron-runtime.ts'

const root = join(import.meta.dirname, '../..')
const program = electronProgram()
const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY !== undefined
const canRun = program !== null && hasDisplay

if (!canRun) {
  const why =
    program === null
      ? "Electron's runtime is not on this computer (npx install-electron --no fetches it)"
      : 'there is no display (xvfb-run makes one)'
  console.warn(`SKIPPED: the desktop app in the real Electron, because ${why}.`)
}

test.skipIf(!canRun)('the desktop app runs in the real Electron', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-electron-'))
  const app = await _electron.launch({
    executablePath: program ?? '',
    args: [root, `--data=${folder}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  try {
    const page = await app.firstWindow()
    // The bench is only drawn once the station has sent its snapshot over the port.
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    const reach = await page.evaluate(() => ({
      bridge: 'bootbenchDesktop' in window,
      node: 'require' in window || 'process' in window,
      origin: window.location.origin,
    }))
    expect(reach).toEqual({ bridge: true, node: false, origin: 'bootbench-app://interface' })
  } finally {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
