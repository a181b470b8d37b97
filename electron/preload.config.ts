import { defineConfig } from 'vite'

// A sandboxed preload script can't import: it is one CommonJS file.
export default defineConfig({
  root: import.meta.dirname,
  ssr: { noExternal: true, external: ['electron'] },
  build: {
    ssr: true,
    outDir: '../build/desktop',
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: { preload: `${import.meta.dirname}/preload.ts` },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
})
