import { expect, test } from 'vitest'
import { meaningOf } from './traffic-meaning.ts'

test('a DHCP message is known by its first word', () => {
  expect(meaningOf({ protocol: 'dhcp', summary: 'OFFER 10.20.50.100 server=10.20.50.1' })).toBe(
    'OFFER',
  )
  expect(meaningOf({ protocol: 'dhcp', summary: 'not DHCP: too short' })).toBeNull()
})

test('a file that is not there differs from one whose transfer the board ended', () => {
  const meanings = [
    'RRQ config.txt tsize=0',
    'OACK tsize=1200 blksize=1024 config.txt',
    'ERROR 1 File not found: recovery.elf',
    'ERROR 2 Access violation: ../x',
    'start4.elf: ERROR Early terminate',
    'start4.elf: 2200000 bytes in 1.20 s, all acknowledged',
    'kernel8.img: stopped at 5 of 9 bytes, no acknowledgement any more in 5.0 s',
    'kernel8.img: no acknowledgement of our answer in 5.0 s',
    'kernel8.img: another request came instead',
  ].map((summary) => meaningOf({ protocol: 'tftp', summary }))
  expect(meanings).toEqual([
    'fileRequest',
    'fileAccepted',
    'fileMissing',
    'fileRefused',
    'fileEndedByBoard',
    'fileDone',
    'fileStopped',
    'fileUnanswered',
    null,
  ])
})

test('a request over HTTP is known by its method', () => {
  expect(meaningOf({ protocol: 'http', summary: 'POST /api/register-device 200' })).toBe('httpPost')
})
