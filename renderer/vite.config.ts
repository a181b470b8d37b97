import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// In development the station runs beside Vite; a build is served by the station itself.
const station = process.env.BOOTBENCH_URL ?? 'http://127.0.0.1:4610'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../build/renderer',
    emptyOutDir: true,
    target: 'es2024',
    // Browsers that know light-dark(): replaced by variables, it could not change inside of a page.
    cssTarget: ['chrome131', 'firefox133', 'safari18.2'],
    // Nothing may be inlined as data: URLs, so that a strict content security policy holds.
    assetsInlineLimit: 0,
    // One bundle from the same computer: splitting it would only add round trips. Its limit is 400 kB gzipped.
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    // The About page shows it.
    license: { fileName: 'licences.md' },
  },
  server: {
    proxy: {
      '/rpc': { target: station, ws: true },
      '/upload': { target: station },
    },
  },
})
