import { expect, test } from 'vitest'
import { writeNewcArchive } from '../station/netboot/newc-archive.ts'
import { fileInLastArchive } from './initramfs.ts'

const path = 'etc/bootbench/station.pub'

test('a file is found in the archive behind the compressed one', () => {
  const archive = writeNewcArchive([{ path, bytes: Buffer.from('the key') }])
  const whole = Buffer.concat([Buffer.alloc(4096, 1), archive])
  expect(Buffer.from(fileInLastArchive(whole, path) ?? []).toString()).toBe('the key')
})

test('bytes that only look like the name are no file', () => {
  expect(fileInLastArchive(Buffer.alloc(500, `${path}\0`), path)).toBeUndefined()
  expect(fileInLastArchive(new Uint8Array(0), path)).toBeUndefined()
})

test('a file that is cut short is none', () => {
  const archive = writeNewcArchive([{ path, bytes: Buffer.alloc(4000, 1) }])
  expect(fileInLastArchive(archive.subarray(0, 3000), path)).toBeUndefined()
})
