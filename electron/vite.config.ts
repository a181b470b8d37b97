import { basename } from 'node:path'
import type { Plugin } from 'vite'
import { defineConfig } from 'vite'

// Bundles what runs in Node inside of the desktop app (main process, the station's process and its worker threads) into
// build/desktop, as ES modules side by side. The preload script is made by preload.config.ts.

/** Stays in node_modules: native code, and what looks for files beside itself. */
const external = ['drivelist', 'electron', 'electron-updater', 'lzma-native', 'serialport', 'usb']

/** `new Worker(new URL('./x.ts', import.meta.url))` names a source file: it becomes an entry of its own, beside the others. */
function workerEntries(): Plugin {
  return {
    name: 'worker-entries',
    enforce: 'pre',
    transform(code, id) {
      const workers = [...code.matchAll(/new URL\('(\.\/[\w-]+\.ts)', import\.meta\.url\)/g)]
      if (workers.length === 0) return null
      let changed = code
      for (const [whole, path = ''] of workers) {
        const name = basename(path, '.ts')
        this.emitFile({
          type: 'chunk',
          id: new URL(path, `file://${id}`).pathname,
          fileName: `${name}.js`,
        })
        changed = changed.replace(whole, `new URL('./${name}.js', import.meta.url)`)
      }
      return { code: changed, map: null }
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [workerEntries()],
  ssr: { noExternal: true, external },
  build: {
    ssr: true,
    outDir: '../build/desktop',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: {
        main: `${import.meta.dirname}/main.ts`,
        'station-process': `${import.meta.dirname}/station-process.ts`,
      },
      external,
      // Flat: a worker's address is told from that of whichever chunk starts it.
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
