import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Places } from './places.ts'

/** What the broker starts for drives. An app that was packed for another processor than the packer's has no copier. */
const besideBroker = ['bootbench-drive-copier', 'bootbench-copier']

/**
 * An AppImage is mounted read-only and without file capabilities, so its broker could never get rights. Its helpers are copied
 * beside the data then, and copied again only when they have changed: a copy loses the rights that a person gave it.
 * `appImage` is the path of the image, which its starter puts into the environment; undefined for an installed app.
 */
export function outsideOfImage(places: Places, appImage: string | undefined): Places {
  if (appImage === undefined) return places
  const folder = join(places.dataFolder, 'native')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of besideBroker) {
    const path = join(dirname(places.brokerPath), name)
    if (existsSync(path)) copyOf(path, folder)
  }
  return {
    ...places,
    brokerPath: copyOf(places.brokerPath, folder),
    moverPath: copyOf(places.moverPath, folder),
    rulesFolder: copyOfFolder(places.rulesFolder, join(places.dataFolder, 'udev')),
  }
}

/** Root can't read what is mounted by another user (FUSE), and it is root that installs these. */
function copyOfFolder(from: string, to: string): string {
  if (existsSync(from)) cpSync(from, to, { recursive: true })
  return to
}

function copyOf(path: string, folder: string): string {
  const copy = join(folder, basename(path))
  if (existsSync(copy) && readFileSync(copy).equals(readFileSync(path))) return copy
  copyFileSync(path, copy)
  chmodSync(copy, 0o755)
  return copy
}
