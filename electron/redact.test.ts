import { createHash, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { redact } from './redact.ts'

const secret = 'x7Qp-hunter2-Zz'

test.each([
  ['a kernel command line', `console=ttyS0 bootbench.token=${secret} quiet`],
  ['a JSON value', `{"token":"${secret}","board":"b1"}`],
  ['a JSON value with an escaped quote', `{"password":"a\\"${secret}","board":"b1"}`],
  ['a header', `authorization: Bearer ${secret}`],
  ['a header in JSON', `{"authorization":"Bearer ${secret}"}`],
  ['a bearer token alone', `sent Bearer ${secret} to the board`],
  ['a pre-shared key of a wireless network', `psk="${secret}"`],
  ['a pre-shared key without quotes', `wpa_psk=${secret}`],
  ['an address with a password', `proxy http://ann:${secret}@10.0.0.1:3128/`],
  ['a query', `GET /images/1?token=${secret}&x=1`],
  ['a private key', `privateKey: ${secret}`],
])('removes the secret from %s', (_, text) => {
  expect(redact(text)).not.toContain(secret)
  expect(redact(text)).toContain('[removed]')
})

test('removes keys in PEM form, also when the end is cut off', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const body = pem.split('\n')[1] ?? ''
  expect(redact(`before\n${pem}after`)).toBe('before\n[removed]\nafter')
  expect(redact(pem.slice(0, 60))).not.toContain(body.slice(0, 20))
})

test.each(['hex', 'base64', 'base64url'] as const)('removes random words in %s', (encoding) => {
  for (let round = 0; round < 200; round += 1) {
    const word = createHash('sha256').update(`${round}`).digest().subarray(8).toString(encoding)
    expect(redact(`session ${word} opened`)).not.toContain(word.slice(0, 20))
  }
})

test('keeps what is needed to understand a bench', () => {
  const line =
    '2026-11-26T12:00:00.000Z board 10000000abcd1234 dc:a6:32:01:02:03 got 10.20.50.100, asked for /boot/firmware/kernel8.img, /home/Ann/Images/golden-2026-11-26.img and bcm2711-rpi-cm4.dtb'
  expect(redact(line)).toBe(line)
})
