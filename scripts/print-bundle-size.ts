// Prints how large the built user interface is: `node scripts/print-bundle-size.ts [folder]`.
import { join } from 'node:path'
import { measureBundle } from './bundle-size.ts'

const folder = process.argv[2] ?? join(import.meta.dirname, '../build/renderer')
const { initial, total, files } = measureBundle(folder)
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1).padStart(8)} kB`

for (const { name, size, isInitial } of files) {
  console.info(`${kilobytes(size)}  ${isInitial ? 'at once' : 'later  '}  ${name}`)
}
console.info(`${kilobytes(initial)}  at once, gzipped`)
console.info(`${kilobytes(total)}  in all, gzipped`)
