import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { outsideOfImage } from './outside-of-image.ts'
import { dataFolderOf, placesOf } from './places.ts'

const app = { appPath: '/app', resourcesPath: '/res', userDataPath: '/user', dataFolder: '/data' }

test('what the operating system runs lies outside of the archive of a packed app', () => {
  const packed = placesOf({ ...app, isPackaged: true })
  expect(packed.brokerPath).toBe('/res/native/bootbench-broker')
  expect(packed.bootFolder).toBe('/res/initramfs')
  expect(packed.preloadPath).toBe('/app/build/desktop/preload.cjs')
  expect(placesOf({ ...app, isPackaged: false }).brokerPath).toBe(
    '/app/build/native/bootbench-broker',
  )
})

test('images lie where a system keeps large data', () => {
  const computer = { homeFolder: '/home/ann', userDataPath: '/home/ann/.config/Bootbench' }
  const folderOn = (platform: NodeJS.Platform, environment: Record<string, string>): string =>
    dataFolderOf({ ...computer, platform, environment })
  expect(folderOn('linux', {})).toBe('/home/ann/.local/share/bootbench-desktop')
  expect(folderOn('linux', { XDG_DATA_HOME: '/big' })).toBe('/big/bootbench-desktop')
  expect(folderOn('win32', { LOCALAPPDATA: '/local' })).toBe('/local/Bootbench/station')
  expect(folderOn('darwin', {})).toBe('/home/ann/.config/Bootbench/station')
})

test('the helpers of an AppImage are copied out of it, and only once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-places-'))
  const [from, data] = [join(folder, 'mount'), join(folder, 'data')]
  mkdirSync(from)
  const places = {
    ...placesOf({ ...app, dataFolder: data, isPackaged: true }),
    brokerPath: join(from, 'bootbench-broker'),
    moverPath: join(from, 'bootbench-tftp-mover'),
  }
  const copierPath = join(from, 'bootbench-copier')
  for (const path of [places.brokerPath, places.moverPath, copierPath])
    writeFileSync(path, 'version 1')
  expect(outsideOfImage(places, undefined)).toBe(places)
  const { brokerPath } = outsideOfImage(places, '/Bootbench.AppImage')
  expect(brokerPath).toBe(join(data, 'native', 'bootbench-broker'))
  expect(statSync(brokerPath).mode & 0o111).toBe(0o111)
  expect(existsSync(join(data, 'native', 'bootbench-copier'))).toBe(true)
  utimesSync(brokerPath, 1, 1)
  outsideOfImage(places, '/Bootbench.AppImage')
  expect(statSync(brokerPath).mtimeMs).toBe(1000)
  writeFileSync(places.brokerPath, 'version 2')
  outsideOfImage(places, '/Bootbench.AppImage')
  expect(readFileSync(brokerPath, 'utf8')).toBe('version 2')
})
