import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Every station, board and command that a test starts is a process of its own. Node keeps what it compiled here, known by the
// text of each file, so that only the first of them strips the types: it halves the processor time of a start.
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache/compiled') }

// `unit` and `renderer` are part of `npm run check`; `station` uses real sockets and network namespaces, `vm` boots QEMU guests:
// one file after the other. scripts/test-lanes.ts says what of them `npm test` runs side by side.

/** What is waited for comes later where two groups of tests share the processor: a second, as by default, is too little. */
const expectations = { poll: { timeout: 10_000 } }

/** A process for each file would take most of the time of so many small ones; they leave nothing behind for each other. */
const small = { isolate: false, maxWorkers: '100%', expect: expectations }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          ...small,
          include: ['{contract,station,simulator,headless,electron,scripts}/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'renderer',
          ...small,
          include: ['renderer/**/*.test.{ts,tsx}'],
        },
      },
      {
        test: {
          name: 'station',
          env,
          expect: expectations,
          include: ['test/{station,interop,fuzz,e2e,electron,deb}/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'vm',
          env,
          expect: expectations,
          include: ['test/vm/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
