import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { cmdlineText, commandLine, configText, uBootScriptText } from './boot-text.ts'
import { padToFour, writeNewcArchive } from './newc-archive.ts'
import { wrapUBootScript } from './u-boot-script.ts'

const facts = {
  serverUrl: 'http://10.20.50.1:5000',
  bootToken: 'abc',
  extraCommandLine: 'console=ttyAMA0',
}

test('the command line names the station and carries the boot token', () => {
  expect(commandLine(facts)).toBe(
    'console=ttyAMA0 panic=10 bootbench.server=http://10.20.50.1:5000 bootbench.boot=abc',
  )
  expect(cmdlineText(facts).trimEnd()).not.toContain('\n')
})

test('config.txt names the initramfs without an equals sign, as the firmware wants it', () => {
  expect(configText({ common: 'vmlinuz', piFive: null })).toContain(
    '\ninitramfs initrd.img followkernel\n',
  )
  expect(configText({ common: 'vmlinuz', piFive: null })).toContain('\nkernel=vmlinuz\n')
})

test('a script for U-Boot has a header whose two sums are right', () => {
  const image = Buffer.from(wrapUBootScript(uBootScriptText(facts)))
  expect(image.readUInt32BE(0)).toBe(0x27051956)
  expect(image.readUInt32BE(12)).toBe(image.length - 64)
  expect(image.readUInt32BE(24)).toBe(crc32(image.subarray(64)))
  const header = Buffer.from(image.subarray(0, 64))
  header.writeUInt32BE(0, 4)
  expect(image.readUInt32BE(4)).toBe(crc32(header))
  expect(image.readUInt32BE(64)).toBe(image.length - 64 - 8)
})

test('an archive is padded so that it can stand behind another one', () => {
  expect(padToFour(Buffer.alloc(5))).toHaveLength(8)
  const archive = writeNewcArchive([
    { path: 'etc/bootbench/station.pub', bytes: Buffer.from('key') },
  ])
  expect(archive.length % 4).toBe(0)
  expect(Buffer.from(archive).toString('latin1')).toMatch(/^070701.*TRAILER!!!\0+$/s)
})

test.skipIf(!hasCpio())('cpio unpacks the archive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-cpio-'))
  try {
    const archive = writeNewcArchive([
      { path: 'etc/bootbench/station.pub', bytes: Buffer.from('key\n') },
    ])
    execFileSync('cpio', ['-idm', '--quiet'], { cwd: folder, input: archive })
    expect(readFileSync(join(folder, 'etc/bootbench/station.pub'), 'utf8')).toBe('key\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

function hasCpio(): boolean {
  try {
    execFileSync('cpio', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    process.stderr.write(
      'SKIPPED: the archive is not unpacked by cpio, because cpio is not installed.\n',
    )
    return false
  }
}
