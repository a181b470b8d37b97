import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TransferSocketPool } from './transfer-socket-pool.ts'

// A broker of Node's own: opens as many sockets as it is asked for.
const script = `#!${process.execPath}
const dgram = require('node:dgram')
;(async () => {
  for (const bootbenchSocket of process.argv.slice(4).keys()) {
    const socket = dgram.createSocket('udp4')
    await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve))
    await new Promise((resolve) => process.send({ bootbenchSocket }, socket, resolve))
  }
  process.exit()
})()
`

let folder = ''
let brokerPath = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootbench-pool-'))
  brokerPath = join(folder, 'broker')
  await writeFile(brokerPath, script)
  await chmod(brokerPath, 0o755)
})
afterAll(() => rm(folder, { recursive: true }))

test('more sockets than one run opens are there for many transfers at once', async () => {
  const pool = new TransferSocketPool({ brokerPath, interfaceName: 'eth9' })
  expect(await pool.start()).toBeNull()
  const taken = await Promise.all(Array.from({ length: 50 }, () => pool.take()))
  expect(new Set(taken.map((socket) => socket.address().port)).size).toBe(50)
  for (const socket of taken) socket.close()
  pool.stop()
})

test('without a broker the start says why, and a transfer gets an error with the sentence', async () => {
  const pool = new TransferSocketPool({ brokerPath: '/bootbench/not-there', interfaceName: 'eth9' })
  expect(await pool.start()).toMatchObject({ kind: 'refused', code: 'broker-missing' })
  await expect(pool.take()).rejects.toThrow(/native\/build\.sh/)
  pool.stop()
})

test('after the stop no socket is given, and none stays open', async () => {
  const pool = new TransferSocketPool({ brokerPath, interfaceName: 'eth9' })
  const waiting = pool.take()
  pool.stop()
  await expect(waiting).rejects.toThrow(/closed with the server/)
  await expect(pool.take()).rejects.toThrow(/closed with the server/)
})
