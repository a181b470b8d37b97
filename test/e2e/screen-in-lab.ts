import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { createLab } from '../lab/lab.ts'
import type { RunResult } from '../lab/run-program.ts'
import { chromiumPath, startChromium } from './browser.ts'

const cli = join(import.meta.dirname, '../../headless/cli.ts')
const controlPort = 8137
const limit = 30_000

/** `bootbench serve` and Chromium on a computer of their own, which has the network port st0 and a switch behind it. */
export type ScreenInLab = {
  readonly page: Page
  /** What scripts threw on the page; none should. */
  readonly errors: readonly string[]
  /** Runs a program on the station's computer. */
  run(...command: readonly [string, ...string[]]): Promise<RunResult>
  stop(): Promise<void>
}

/** Needs root: the computer is a network namespace, so nothing of it reaches the machine's own network. */
export async function startScreenInLab(): Promise<ScreenInLab> {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-screen-'))
  const lab = await createLab({
    hosts: ['station', 'board'],
    switches: {
      bench: {
        plugs: [
          { host: 'station', interfaceName: 'st0' },
          { host: 'board', interfaceName: 'bo0' },
        ],
      },
    },
  })
  const station = lab.startIn('station', process.execPath, [
    cli,
    'serve',
    ...['--data', join(folder, 'data'), '--control-port', String(controlPort)],
  ])
  await station.waitForLine(/user interface is at/, limit)
  const browser = await startChromium(insideOf(lab.namespaceOf('station'), folder))
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en' })
  page.setDefaultTimeout(limit)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`http://127.0.0.1:${controlPort}/`)
  return {
    page,
    errors,
    run: (program, ...args) => lab.runIn('station', program, args),
    stop: async () => {
      await browser.close()
      await station.stop()
      await lab.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A program that starts Chromium inside of this network namespace. */
function insideOf(namespace: string, folder: string): string {
  const path = join(folder, 'chromium')
  writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${namespace} ${chromiumPath} "$@"\n`)
  chmodSync(path, 0o755)
  return path
}
