import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { packDiagnostics } from './diagnostics.ts'

test('a bundle holds logs and facts, and none of the secrets that were planted in them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-diagnostics-'))
  const secrets = {
    token: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    session: 'Zm9vYmFyQmF6UXV4MTIzNDU2Nzg5MGFi',
    password: 'correct horse battery',
    psk: 'bench-wifi-2026',
    pem: 'MC4CAQAwBQYDK2VwBCIEIJ0aVQ9cDzNbqKZk2gGcVYw7d8m1',
  }
  const log = join(folder, 'bootbench.log')
  writeFileSync(
    log,
    [
      `GET /cmdline.txt: bootbench.token=${secrets.token}`,
      `board 10000000abcd1234: authorization: Bearer ${secrets.session}`,
      `wifi {"ssid":"bench","psk":"${secrets.psk}"}`,
      `-----BEGIN PRIVATE KEY-----\n${secrets.pem}\n-----END PRIVATE KEY-----`,
      'board 10000000abcd1234 is ready',
    ].join('\n'),
  )
  const zip = unzipSync(
    await packDiagnostics(
      {
        versions: { bootbench: '0.1.0', node: '24' },
        settings: { interfaceName: 'enp3s0', proxyPassword: secrets.password },
        doctor: [{ id: 'ports', found: `key ${secrets.session}` }],
        bench: { boards: 4, hint: `http://ann:${secrets.psk}@proxy/` },
      },
      [log],
    ),
  )
  expect(Object.keys(zip).sort()).toEqual([
    'README.txt',
    'bench.json',
    'doctor.json',
    'logs/bootbench.log',
    'settings.json',
    'versions.json',
  ])
  const all = Object.values(zip)
    .map((bytes) => strFromU8(bytes))
    .join('\n')
  for (const [name, secret] of Object.entries(secrets)) {
    expect(all.includes(secret), `the ${name} is in the bundle`).toBe(false)
  }
  expect(all).toContain('board 10000000abcd1234 is ready')
  expect(all).toContain('enp3s0')
})
