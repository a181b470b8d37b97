import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runOrFail } from '../lab/run-program.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { type ScreenUnderTest, startScreen } from './screen-under-test.ts'

if (!chromiumIsThere()) {
  console.warn(`The tests of nodes are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('nodes on USB cables', () => {
  let screen: ScreenUnderTest

  beforeAll(async () => {
    screen = await startScreen(47, { serialNodes: 3 })
    await screen.show('#/bench')
  })
  afterAll(async () => {
    await screen?.stop()
  })

  const card = (name: string): Locator =>
    screen.page.getByRole('article', { name: `Node ${name}`, exact: true })

  test('each is one card with its serial port, its interface and its console', async () => {
    await card('p1').getByText('ClusterCTRL node').waitFor()
    await card('p1').getByText('ethpi1').waitFor()
    await card('p1').getByText('/dev/ttyACM0').waitFor()
    await card('p1').getByText('Not looked for').waitFor()
    await card('p3').getByRole('button', { name: 'Console of p3' }).waitFor()
  })

  test('the plan is shown, and nothing is done before a person switches it on', async () => {
    await screen.page.getByRole('button', { name: 'What that changes on this computer' }).click()
    await screen.page
      .getByText('sudo ip address add 172.19.181.254 peer 172.19.181.2 dev ethpi2')
      .waitFor()
    const client = await screen.bench.station.client()
    expect((await client.settings.get()).nodeAddresses).toBe(false)
    await screen.page.getByText('Reach nodes by network').click()
    await card('p1').getByText('172.19.181.1', { exact: true }).waitFor()
    await card('p1').getByText('Reached').waitFor()
    await card('p3').getByText('172.19.181.253', { exact: true }).waitFor()
    await card('p3')
      .getByRole('status')
      .getByText(/never set up.*reconfig-clusterctrl p3/)
      .waitFor()
  })

  test('the command line tells the same, and gives the addresses back', async () => {
    const cli = (...words: string[]): Promise<string> =>
      runOrFail(process.execPath, [
        ...[join(import.meta.dirname, '../../headless/cli.ts'), 'nodes', ...words],
        ...['--station', screen.bench.station.controlUrl],
      ])
    const list = await cli()
    expect(list).toMatch(/^p1 +1-1\.1 +\/dev\/ttyACM0 +ethpi1 +172\.19\.181\.1$/m)
    expect(list).toMatch(/^p3: p3 answers at 172\.19\.181\.253/m)
    expect(await cli('plan')).toContain(
      'ip address add 172.19.181.254 peer 172.19.181.2 dev ethpi2',
    )
    await cli('addresses', 'off')
    await card('p1').getByText('172.19.181.1', { exact: true }).waitFor({ state: 'detached' })
  })

  test('the consoles of chosen nodes open together, ready for typing into all of them', async () => {
    // The box itself is not shown: its label is what a person presses.
    for (const name of ['p1', 'p3']) {
      await card(name).locator('label').click()
      expect(
        await card(name)
          .getByRole('checkbox', { name: `Select ${name}` })
          .isChecked(),
      ).toBe(true)
    }
    await screen.page.getByRole('button', { name: 'Open 2 consoles' }).click()
    await screen.page.getByText('What you type goes to 2 lines: p1, p3').waitFor()
    await screen.page.getByRole('region', { name: 'Console of p1', exact: true }).waitFor()
    expect(screen.errors).toEqual([])
  })
})
