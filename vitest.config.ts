import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Every station, board and command that a test starts is a process of its own. Node keeps what it compiled here, known by the
// text of each file, so that only the first of them strips the types: it halves the processor time of a start.
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache/compiled') }

// Three groups, run in this order by scripts/test: `unit` is part of `npm run check`;
// `station` uses real sockets and network namespaces; `vm` boots QEMU guests.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{contract,station,simulator,headless,electron,scripts}/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'renderer',
          include: ['renderer/**/*.test.{ts,tsx}'],
        },
      },
      {
        test: {
          name: 'station',
          env,
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
          include: ['test/vm/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
