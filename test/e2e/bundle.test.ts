import { join } from 'node:path'
import { expect, test } from 'vitest'
import { measureBundle } from '../../scripts/bundle-size.ts'

const built = join(import.meta.dirname, '../../build/renderer')

test('what the browser reads at once is less than 400 kB gzipped', () => {
  const { initial, total, files } = measureBundle(built)
  console.info(`The user interface: ${initial} bytes at once, ${total} bytes in all, gzipped.`)
  expect(files.filter(({ isInitial }) => isInitial)).not.toEqual([])
  expect(initial).toBeLessThan(400_000)
})

test('pages and certificates are not part of what is read at once', () => {
  const later = measureBundle(built).files.filter(({ isInitial }) => !isInitial)
  const names = later.map(({ name }) => name.replace(/-.*$/, ''))
  expect(names).toEqual(
    expect.arrayContaining(['BenchPage', 'TrafficPage', 'GalleryPage', 'ConsoleTerminal']),
  )
})
