import { accessSync, constants, existsSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'

export type PackedArchitecture = 'x64' | 'arm64'

const entries = [
  'main.js',
  'preload.cjs',
  'station-process.js',
  'chunk-worker.js',
  'image-worker.js',
]
const pictures = ['tray-idle', 'tray-working', 'tray-failed'].flatMap((name) => [
  `${name}.png`,
  `${name}@2x.png`,
])
const needed = [
  'package.json',
  ...entries.map((name) => `build/desktop/${name}`),
  'build/renderer/index.html',
  'resources/desktop/icon.png',
  ...pictures.map((name) => `resources/desktop/${name}`),
]
const neededOutside = ['initramfs/vmlinuz', 'initramfs/initrd.img']
const programs = ['native/bootbench-broker', 'native/bootbench-tftp-mover']

/** What must never be in an app that is given to others. */
const unwanted: readonly (readonly [RegExp, string])[] = [
  [/\.map$/, 'a source map'],
  [/\.(ts|tsx|mts|cts)$/, 'a source file'],
  [/(^|\/)(test|tests|__tests__|\.git|\.cache|\.ci)\//, 'a file of tests or tools'],
  [/\.(pem|key|sqlite|env|log)$/, 'a key, database or log'],
  [/^node_modules\/(node|electron|vite|typescript)\//, 'a package for development'],
]
const secretText = /BEGIN [A-Z ]*PRIVATE KEY|sourceMappingURL=/

/** ELF e_machine (System V ABI, "ELF Header"): which processor a program is for. */
const machines: Readonly<Record<PackedArchitecture, number>> = { x64: 62, arm64: 183 }

/**
 * Looks through the unpacked app for Linux that electron-builder has made in `folder`: what is missing, what should not be
 * there, what can't be run. Empty when all is right.
 */
export async function examinePackedApp(
  folder: string,
  architecture: PackedArchitecture,
): Promise<string[]> {
  const resources = join(folder, 'resources')
  const archive = join(resources, 'app.asar')
  if (!existsSync(archive)) return ['resources/app.asar is missing']
  const names = listPackage(archive, { isPack: false }).map((name) =>
    name.replaceAll('\\', '/').slice(1),
  )
  const known = new Set(names)
  return [
    ...needed.filter((name) => !known.has(name)).map((name) => `app.asar: ${name} is missing`),
    ...names.flatMap((name) =>
      unwanted
        .filter(([pattern]) => pattern.test(name))
        .map(([, what]) => `app.asar: ${name} is ${what}`),
    ),
    ...examineCode(archive, known),
    ...examinePage(archive, known),
    ...examineNativeModules(resources, known, architecture),
    ...neededOutside
      .filter((name) => !existsSync(join(resources, name)))
      .map((name) => `resources/${name} is missing`),
    ...programs.flatMap((name) => examineProgram(join(resources, name), name, architecture)),
    ...(await examineFuses(join(folder, 'bootbench-desktop'))),
  ]
}

/** Every import of our code leads to a file of the archive, and no text gives anything away. */
function examineCode(archive: string, known: ReadonlySet<string>): string[] {
  const files = [...known].filter((name) => /^build\/.*\.(js|cjs|css|html)$/.test(name))
  return files.flatMap((name) => {
    const text = extractFile(archive, name).toString('utf8')
    const imports = name.startsWith('build/desktop/')
      ? [...text.matchAll(/(?:\bfrom|\bimport|new URL\() ?\(?"([^"]+)"/g)].map(([, it]) => it ?? '')
      : []
    return [
      ...(secretText.test(text) ? [`app.asar: ${name} holds a key or names a source map`] : []),
      ...imports
        .filter((path) => !isThere(path, known))
        .map((path) => `app.asar: ${path}, which ${name} needs, is missing`),
    ]
  })
}

/** Looked for on macOS and Windows only, where the station goes on without it and says so (station/platform/other-drives.ts). */
const neverOnLinux = ['drivelist']

function isThere(path: string, known: ReadonlySet<string>): boolean {
  if (neverOnLinux.includes(path)) return true
  if (path.startsWith('./')) return known.has(`build/desktop/${path.slice(2)}`)
  if (path.startsWith('node:') || !/^[a-z@][\w@/.-]*$/.test(path) || path === 'electron')
    return true
  return ['module', 'path', 'fs', 'events', 'stream', 'util', 'buffer', 'zlib'].includes(path)
    ? true
    : known.has(`node_modules/${path}/package.json`)
}

function examinePage(archive: string, known: ReadonlySet<string>): string[] {
  if (!known.has('build/renderer/index.html')) return []
  const page = extractFile(archive, 'build/renderer/index.html').toString('utf8')
  return [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)]
    .map(([, name]) => `build/renderer/${name}`)
    .filter((name) => !known.has(name))
    .map((name) => `app.asar: ${name}, which the page needs, is missing`)
}

/** Native modules lie outside of the archive, and only those of this architecture. */
function examineNativeModules(
  resources: string,
  known: ReadonlySet<string>,
  architecture: PackedArchitecture,
): string[] {
  const system = `linux-${architecture}`
  const wanted = [
    `node_modules/lzma-native/prebuilds/${system}/electron.napi.node`,
    `node_modules/@serialport/bindings-cpp/prebuilds/${system}/@serialport+bindings-cpp.glibc.node`,
    `node_modules/@node-usb/usb-${system}-gnu/usb.${system}-gnu.node`,
  ]
  const foreign = [...known].filter((name) => name.endsWith('.node') && !name.includes(system))
  return [
    ...wanted
      .filter((name) => !existsSync(join(resources, 'app.asar.unpacked', name)))
      .map((name) => `resources/app.asar.unpacked/${name} is missing`),
    ...foreign.map((name) => `app.asar: ${name} is for another system`),
  ]
}

function examineProgram(path: string, name: string, architecture: PackedArchitecture): string[] {
  if (!existsSync(path)) return [`resources/${name} is missing`]
  const head = Buffer.alloc(20)
  readSync(openSync(path, 'r'), head, 0, head.length, 0)
  const machine = head.subarray(0, 4).toString('latin1') === '\x7fELF' ? head.readUInt16LE(18) : 0
  return [
    ...(isExecutable(path) ? [] : [`resources/${name} can't be executed`]),
    ...(machine === machines[architecture]
      ? []
      : [`resources/${name} is not a program for ${architecture}`]),
  ]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // that is the answer
  }
}

const fuses: readonly (readonly [FuseV1Options, FuseState])[] = [
  [FuseV1Options.RunAsNode, FuseState.DISABLE],
  [FuseV1Options.EnableCookieEncryption, FuseState.ENABLE],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseState.DISABLE],
  [FuseV1Options.EnableNodeCliInspectArguments, FuseState.DISABLE],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseState.ENABLE],
  [FuseV1Options.OnlyLoadAppFromAsar, FuseState.ENABLE],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, FuseState.DISABLE],
]

/** Electron's fuses as they are burnt into the program: docs/desktop.md. */
async function examineFuses(program: string): Promise<string[]> {
  if (!existsSync(program)) return ['bootbench-desktop is missing']
  const wire = await getCurrentFuseWire(program)
  return fuses
    .filter(([fuse, state]) => wire[fuse] !== state)
    .map(([fuse]) => `bootbench-desktop: the fuse ${FuseV1Options[fuse]} is set wrongly`)
}
