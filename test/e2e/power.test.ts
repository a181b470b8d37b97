import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boardLabel } from '../../contract/board.ts'
import { runOrFail } from '../lab/run-program.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { type ScreenUnderTest, startScreen } from './screen-under-test.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of power ports are skipped: there is no Chromium at ${chromiumPath}.`)
}

// The ClusterHAT and the hub of headless/demo/power.ts.
describe.skipIf(!chromiumIsThere())('power ports', () => {
  let screen: ScreenUnderTest

  beforeAll(async () => {
    screen = await startScreen(53, { serialNodes: 3, usbBoards: true })
    await screen.show('#/bench')
  })
  afterAll(async () => {
    await screen?.stop()
  })

  const node = (name: string): Locator =>
    screen.page.getByRole('article', { name: `Node ${name}`, exact: true })
  const ports = (): Locator => screen.page.getByRole('region', { name: 'Power ports' })
  const row = (name: string): Locator => ports().getByRole('listitem').filter({ hasText: name })

  test('a node is power-cycled from its card: it goes and comes back', async () => {
    await node('p3').getByRole('button', { name: 'Power-cycle p3' }).click()
    await node('p3').waitFor({ state: 'detached' })
    await node('p3').waitFor()
    await screen.page.getByText('ClusterHAT p3 was off and is on again.').waitFor()
  })

  test('all ports are in one list, with what hangs on each', async () => {
    await ports()
      .getByRole('button', { name: /Power ports/ })
      .click()
    await row('ClusterHAT p3').getByText('On it now: p3').waitFor()
    expect(await ports().getByRole('listitem').count()).toBe(8)
  })

  test('a port that is off says so, and is switched on by the same button', async () => {
    await row('ClusterHAT p1').getByRole('button', { name: 'Power of ClusterHAT p1' }).click()
    await screen.page.getByRole('menuitem', { name: 'Switch off' }).click()
    await row('ClusterHAT p1').getByText('Off', { exact: true }).waitFor()
    await node('p1').waitFor({ state: 'detached' })
    await row('ClusterHAT p1').getByRole('button', { name: 'Switch on ClusterHAT p1' }).click()
    await node('p1').waitFor()
  })

  test('the command line switches and lists the same', async () => {
    const cli = (...words: string[]): Promise<string> =>
      runOrFail(process.execPath, [
        ...[join(import.meta.dirname, '../../headless/cli.ts'), 'power', ...words],
        ...['--station', screen.bench.station.controlUrl],
      ])
    expect(await cli('hub-1-2-port4', 'off')).toContain('Hub 1-2 port 4 is off.')
    await row('Hub 1-2 port 4').getByText('Off', { exact: true }).waitFor()
    const list = await cli()
    expect(list).toMatch(/^hub-1-2-port4 +Hub 1-2 port 4 +off +1-2\.4/m)
    expect(list).toMatch(/^hat-p1 +ClusterHAT p1 +on +1-1\.1/m)
  })

  test('a board at work keeps the power of the port that a person gave it, until told twice', async () => {
    const { bench, page } = screen
    const slow = await bench.addBoards({
      count: 1,
      models: ['cm4'],
      faults: { storageBytesPerSecond: 100_000 },
    })
    await slow.start()
    const [simulated] = slow.boards
    const board = await bench.station.readyBoard(simulated?.identity.serial ?? '')
    const label = boardLabel(board)
    await row('ClusterHAT p2').getByRole('button', { name: /Feeds/ }).click()
    await page.getByRole('option', { name: label }).click()
    await bench.station.deploy(board, bench.imageId)
    const card = page.getByRole('article', { name: `Board ${label}`, exact: true })
    await card.getByRole('progressbar').waitFor()
    await card.getByRole('button', { name: `More for ${label}` }).click()
    await page.getByRole('menuitem', { name: 'Power-cycle' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText(/a job is under way/).waitFor()
    await dialog.getByRole('button', { name: 'Leave it on' }).click()
    await dialog.waitFor({ state: 'detached' })
    await node('p2').waitFor()
    await row('ClusterHAT p2').getByText('On', { exact: true }).waitFor()
  })
})
