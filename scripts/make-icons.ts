// node scripts/make-icons.ts: draws the pictures in resources/desktop from their SVG files, with the system's Chromium. Run it
// when one of them was changed, and commit both.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const folder = fileURLToPath(new URL('../resources/desktop/', import.meta.url))

/** Name of the SVG file, name of the picture, pixels of its side. `@2x` is Electron's name for displays with finer dots. */
const pictures: readonly (readonly [source: string, picture: string, side: number])[] = [
  ['icon', 'icon', 512],
  ...['tray-idle', 'tray-working', 'tray-failed'].flatMap(
    (name) =>
      [
        [name, name, 24],
        [name, `${name}@2x`, 48],
      ] as const,
  ),
]

const browser = await chromium.launch({
  executablePath: process.env.BOOTBENCH_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
for (const [source, picture, side] of pictures) {
  const page = await browser.newPage({ viewport: { width: side, height: side } })
  const svg = readFileSync(`${folder}${source}.svg`, 'utf8')
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${side}px}</style>${svg}`)
  writeFileSync(`${folder}${picture}.png`, await page.screenshot({ omitBackground: true }))
  await page.close()
}
await browser.close()
