import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { chromiumIsThere, chromiumPath } from './browser.ts'
import { codeOfPdf, textOfPdf } from './read-certificate.ts'
import { download, type ScreenUnderTest, startScreen } from './screen-under-test.ts'

const mebibyte = 1024 * 1024
const name = 'Шлюз 3 🥧 Süd'

if (!chromiumIsThere()) {
  console.warn(`The tests of the history are skipped: there is no Chromium at ${chromiumPath}.`)
}

describe.skipIf(!chromiumIsThere())('the history', () => {
  let screen: ScreenUnderTest
  let good: Board
  let done: Job
  let failed: Job

  beforeAll(async () => {
    screen = await startScreen(12)
    const { bench } = screen
    const goodBoards = await bench.addBoards({ count: 1, models: ['cm4'] })
    const badBoards = await bench.addBoards({
      count: 1,
      models: ['cm4'],
      faults: { weakBlock: 4 * mebibyte + 8192 },
    })
    await Promise.all([goodBoards.start(), badBoards.start()])
    const ready = [...goodBoards.boards, ...badBoards.boards].map((board) =>
      bench.station.readyBoard(board.identity.serial),
    )
    const [first, second] = await Promise.all(ready)
    if (!first || !second) throw new Error('There are no boards.')
    const client = await bench.station.client()
    good = await client.boards.rename({ id: first.id, name })
    const armed = [
      await bench.station.deploy(good, bench.imageId),
      await bench.station.deploy(second, bench.imageId),
    ]
    const [one, other] = await Promise.all(armed.map((job) => bench.station.endOf(job)))
    if (!one || !other) throw new Error('There are no jobs.')
    done = one
    failed = other
    expect([done.state.kind, failed.state.kind]).toEqual(['done', 'failed'])
  })

  afterAll(async () => {
    await screen?.stop()
  })

  const rows = (): Locator => screen.page.getByRole('grid').getByRole('row')

  test('finds a run by the serial number of its board', async () => {
    await screen.show('#/history')
    await screen.page.getByText('2 jobs').waitFor()
    await screen.page.getByLabel('Search', { exact: true }).fill(failed.boardSerial ?? '')
    await screen.page.getByText('1 job', { exact: true }).waitFor()
    expect(await rows().filter({ hasText: 'Failed' }).count()).toBe(1)
    expect(await rows().filter({ hasText: 'Done' }).count()).toBe(0)
  })

  test('shows only the results that were asked for, and all again', async () => {
    const { page } = screen
    await page.getByLabel('Search', { exact: true }).fill('')
    await page.getByRole('button', { name: 'Cancelled' }).click()
    await page.getByText('No job fits this search.').waitFor()
    await page.getByRole('button', { name: 'Show all jobs' }).click()
    await page.getByText('2 jobs').waitFor()
  })

  test('saves what was found as CSV and as JSON', async () => {
    const { page } = screen
    const csv = await download(page, () =>
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    )
    expect(csv.fileName).toMatch(/^bootbench-history-.*\.csv$/)
    const lines = csv.bytes.toString().trim().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(csv.bytes.toString()).toContain(done.id)
    const json = await download(page, () =>
      page.getByRole('button', { name: 'Save as JSON' }).click(),
    )
    const found: unknown = JSON.parse(json.bytes.toString())
    expect(JSON.stringify(found)).toContain(failed.id)
  })

  test('opens a run with its times, its log and what proves it', async () => {
    const { page } = screen
    await rows().getByRole('link', { name }).click()
    await page.getByRole('heading', { name: `Deploy to ${name}` }).waitFor()
    await page.getByText('was read back from the storage and compared').waitFor()
    const log = page.getByRole('region', { name: /^Log of / })
    await expect.poll(() => log.textContent()).toContain(done.id)
  })

  test('keeps a note', async () => {
    const { page } = screen
    await page.getByRole('button', { name: 'Change the note' }).click()
    await page.getByRole('textbox', { name: 'Note' }).fill('goes to gate 4\nask for Анна')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('goes to gate 4').waitFor()
    await page.reload()
    await page.getByText('goes to gate 4').waitFor()
  })

  test('draws a certificate that says verified and can be scanned', async () => {
    const { page } = screen
    const { fileName, bytes } = await download(page, () =>
      page.getByRole('button', { name: 'Certificate (PDF)' }).click(),
    )
    expect(fileName).toBe(`bootbench-certificate-${done.boardSerial}-${done.id}.pdf`)
    const text = textOfPdf(bytes)
    const verified = done.state.kind === 'done' ? done.state.verifiedBytes : 0
    for (const words of [
      'Deploy certificate',
      'Verified',
      'simulated boards',
      name,
      done.boardSerial ?? '',
      good.macs[0] ?? '',
      done.imageId ?? '',
      `${verified.toLocaleString('en')} bytes`,
      'ask for Анна',
      done.id,
    ]) {
      expect(text).toContain(words)
    }
    expect(codeOfPdf(bytes)).toBe(
      `BOOTBENCH;job=${done.id};serial=${done.boardSerial};image=${done.imageId};result=verified`,
    )
  })

  test('draws a label whose code is the serial number', async () => {
    const { page } = screen
    const { bytes } = await download(page, () =>
      page.getByRole('button', { name: 'Label (PDF)' }).click(),
    )
    expect(codeOfPdf(bytes)).toBe(done.boardSerial)
    expect(textOfPdf(bytes)).toContain(name)
  })

  test('says plainly that a failed run proves nothing', async () => {
    const { page } = screen
    await screen.show(`#/job/${failed.id}`)
    await page.getByText('None: the job failed.').waitFor()
    const { bytes } = await download(page, () =>
      page.getByRole('button', { name: 'Record (PDF)' }).click(),
    )
    const text = textOfPdf(bytes)
    expect(text).toContain('Failed')
    expect(text).not.toMatch(/verified/i)
    expect(codeOfPdf(bytes)).toContain('result=failed')
  })

  test('no script failed meanwhile', () => {
    expect(screen.errors).toEqual([])
  })
})
