// Builds what is not TypeScript that Node runs directly: the user interface, the C programs, the initramfs. Each step is skipped while
// the files that it is made from are unchanged.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { node24, root, run, say, writeStamp } from './set-up.mjs'

const steps = {
  renderer: {
    says: 'Building the user interface',
    sources: ['renderer', 'contract', 'package-lock.json'],
    result: 'build/renderer/index.html',
    build: () =>
      run(node24, [
        join(root, 'node_modules/vite/bin/vite.js'),
        'build',
        '--logLevel',
        'warn',
        '--config',
        'renderer/vite.config.ts',
      ]),
  },
  broker: {
    says: 'Building the broker',
    sources: ['native'],
    result: 'build/native/bootbench-broker',
    build: () => run('sh', ['native/build.sh', 'build/native']),
  },
  desktop: {
    says: 'Building the desktop app',
    sources: ['electron', 'station', 'contract', 'package-lock.json'],
    result: 'build/desktop/preload.cjs',
    build: () => {
      for (const config of ['vite.config.ts', 'preload.config.ts']) {
        run(node24, [
          join(root, 'node_modules/vite/bin/vite.js'),
          'build',
          '--logLevel',
          'warn',
          '--config',
          `electron/${config}`,
        ])
      }
    },
  },
  copier: {
    says: 'Building the block copier for this computer',
    sources: ['initramfs/copier'],
    result: 'build/copier/bootbench-copier',
    build: () => run('sh', ['initramfs/copier/build.sh', 'host', 'build/copier']),
  },
  initramfs: {
    says: 'Building kernel and initramfs for boards (a few minutes the first time)',
    sources: ['initramfs'],
    result: 'build/initramfs/initrd.img',
    build: () => run('sh', ['initramfs/build.sh', 'build/initramfs']),
  },
}

/** Which steps each command of scripts/run.mjs needs. */
export const stepsOf = {
  demo: ['renderer', 'broker', 'copier'],
  serve: ['renderer', 'broker', 'initramfs'],
  cli: [],
  check: [],
  desktop: ['renderer', 'broker', 'initramfs', 'desktop'],
  dist: ['renderer', 'initramfs', 'desktop'],
  deb: ['renderer', 'broker', 'copier', 'initramfs'],
  test: ['renderer', 'broker', 'copier', 'initramfs', 'desktop'],
  bench: ['renderer', 'broker', 'copier'],
  screens: ['renderer', 'copier'],
}

/** Runs the steps that `command` needs and whose result is missing or stale. */
export function build(command) {
  for (const name of stepsOf[command] ?? []) {
    const step = steps[name]
    const stamp = join(root, '.cache', 'stamps', name)
    const sources = hashSources(step.sources)
    const isFresh =
      existsSync(join(root, step.result)) &&
      existsSync(stamp) &&
      readFileSync(stamp, 'utf8') === sources
    if (isFresh) continue
    say(`${step.says} …`)
    step.build()
    writeStamp(stamp, sources)
  }
}

function hashSources(sources) {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const path of walk(join(root, source))) {
      hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0')
    }
  }
  return hash.digest('hex')
}

function walk(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => walk(join(path, name)))
}
