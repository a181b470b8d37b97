import { expect, test } from 'vitest'
import type { FoundDrive } from '../platform/drive.ts'
import { macOfDrive, storagePath } from './drive-identity.ts'
import { driveRefusal } from './drive-refusal.ts'

const stick: FoundDrive = {
  name: 'sdb',
  path: '/dev/sdb',
  model: 'SanDisk Ultra',
  serial: '4C530001210914115562',
  sizeBytes: 30_765_219_840,
  kind: 'usb',
  usbPath: '2-1.2',
  isReadOnly: false,
  mountPoints: [],
  usedBy: [],
}
const largest = 2_000_000_000_000

function codeOf(change: Partial<FoundDrive>, others: readonly FoundDrive[] = []): string | null {
  const drive = { ...stick, ...change }
  const refused = driveRefusal(drive, [drive, ...others], largest)
  // What happened, why, what next: more than one sentence.
  if (refused !== null) expect(refused.message).toMatch(/\.\s.+\./)
  return refused?.code ?? null
}

test('a plain stick can be used, a card as well', () => {
  expect(codeOf({})).toBe(null)
  expect(codeOf({ kind: 'sd', usbPath: null, serial: '035344534336344780f1c0ffee014b00' })).toBe(
    null,
  )
})

test.for(['/', '/boot', '/boot/firmware', '[SWAP]', '/run/live/medium'])(
  'a drive that the system of this computer needs at %s is never used, and unmounting it is not offered',
  (place) => expect(codeOf({ mountPoints: ['/media/x', place] })).toBe('drive-system'),
)

test('each reason against a drive has its code', () => {
  expect(codeOf({ sizeBytes: 0 })).toBe('drive-no-medium')
  expect(codeOf({ isReadOnly: true })).toBe('drive-read-only')
  expect(codeOf({ mountPoints: ['/media/alex/boot'] })).toBe('drive-mounted')
  expect(codeOf({ usedBy: ['crypt'], mountPoints: ['/srv/vault'] })).toBe('drive-in-use')
  for (const serial of ['', 'a"b', 'a\\b', 'é', 'a\nb', 'x'.repeat(129)])
    expect(codeOf({ serial })).toBe('drive-no-serial')
  expect(codeOf({ sizeBytes: largest })).toBe(null)
  expect(codeOf({ sizeBytes: largest + 1 })).toBe('drive-too-large')
})

test('two drives that tell the same serial number are refused both; a different size tells them apart', () => {
  expect(codeOf({}, [{ ...stick, name: 'sdc' }])).toBe('drive-serial-twice')
  expect(codeOf({}, [{ ...stick, name: 'sdc', sizeBytes: stick.sizeBytes + 512 }])).toBe(null)
})

test('the address of a drive is locally administered, and depends on serial number and size alone', () => {
  const mac = macOfDrive(stick)
  expect(mac).toMatch(/^02(:[0-9a-f]{2}){5}$/)
  expect(macOfDrive({ ...stick })).toBe(mac)
  expect(macOfDrive({ ...stick, serial: '4C530001210914115563' })).not.toBe(mac)
  expect(macOfDrive({ ...stick, sizeBytes: 1 })).not.toBe(mac)
})

test('a serial number with anything in it makes a name that is a file in one folder', () => {
  expect(storagePath({ kind: 'usb', serial: '../../etc/passwd "x"' })).toBe(
    'usb-.._.._etc_passwd__x_',
  )
})
