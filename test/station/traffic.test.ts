import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import type { TrafficEntry } from '../../contract/traffic.ts'
import { needProgram } from '../lab/need-program.ts'
import { runOrFail } from '../lab/run-program.ts'
import { createTestBench, type TestBench } from './bench.ts'

// The traffic of whole boots, as a user interface follows it and as independent programs read it.

let bench: TestBench
let board: Board
let followed: readonly TrafficEntry[]

beforeAll(async () => {
  bench = await createTestBench(14)
  const boards = await bench.addBoards({ count: 2, models: ['cm4', 'pi-5'] })
  const isRegistered = ({ summary }: TrafficEntry) => summary === 'POST /api/register-device 200'
  const following = trafficUntil(null, (entries) => entries.filter(isRegistered).length === 2)
  await boards.start()
  followed = await following
  board = await bench.station.readyBoard(boards.boards[0]?.identity.serial ?? '')
})
afterAll(() => bench.stop())

/** Everything that is told until `isEnough` of what was told so far. */
async function trafficUntil(
  boardId: string | null,
  isEnough: (entries: readonly TrafficEntry[]) => boolean,
): Promise<readonly TrafficEntry[]> {
  const client = await bench.station.client()
  const signal = AbortSignal.timeout(30_000)
  const entries: TrafficEntry[] = []
  for await (const event of await client.traffic.watch({ boardId }, { signal })) {
    entries.push(...event.entries)
    if (isEnough(entries)) return entries
  }
  throw new Error(`not enough:\n${entries.map(({ summary }) => summary).join('\n')}`)
}

test('two boots are followed from the first DISCOVER on, each packet once and in order', () => {
  expect(followed.map(({ id }) => id)).toEqual(followed.map((_, index) => index + 1))
  expect(followed[0]).toMatchObject({
    protocol: 'dhcp',
    direction: 'received',
    summary: 'DISCOVER',
  })
})

test('one board is followed alone, with its address, its files and their ends', async () => {
  const entries = await trafficUntil(board.id, () => true)
  const told = entries.map(({ direction, summary }) => `${direction} ${summary}`)
  expect(entries.every(({ boardId }) => boardId === board.id)).toBe(true)
  const order = [
    'received DISCOVER',
    `sent OFFER ${board.ip} server=${bench.station.settings.address}`,
    `received REQUEST ${board.ip} server=${bench.station.settings.address}`,
    `sent ACK ${board.ip} server=${bench.station.settings.address}`,
    'received RRQ ab000001/start4.elf tsize=0 blksize=1468',
    'sent OACK tsize=2097152 blksize=1468 ab000001/start4.elf',
  ]
  const places = order.map((line) => told.indexOf(line))
  expect(places, told.join('\n')).not.toContain(-1)
  expect(places).toEqual(places.toSorted((one, other) => one - other))
  expect(told).toContain('received ab000001/start4.elf: ERROR Early terminate')
  expect(told).toContain('sent ERROR 1 File not found: ab000001/pieeprom.sig')
  expect(told).toContainEqual(
    expect.stringMatching(
      /^received ab000001\/vmlinuz: 524288 bytes in \d+\.\d\d s, all acknowledged/,
    ),
  )
})

/** What tshark is asked to tell of each packet. */
const fields = [
  'ip.checksum.status',
  'udp.checksum.status',
  'tcp.checksum.status',
  '_ws.malformed',
  'dhcp.option.dhcp',
  'tftp.opcode',
  'tftp.source_file',
  'http.request.uri',
  'http.response.code',
  'http.authorization',
  'frame.comment',
] as const
type Packet = Readonly<Record<(typeof fields)[number], string>>

describe.skipIf(needProgram('tshark', 'the capture is not read by an independent program'))(
  'the capture file, read by tshark,',
  () => {
    let packets: readonly Packet[]

    beforeAll(async () => {
      const client = await bench.station.client()
      // Its agent waits for an answer, and an exchange is recorded when it has ended.
      await client.boards.identify({ id: board.id })
      await trafficUntil(board.id, (entries) =>
        entries.some(({ summary }) => /^GET \/api\/device-action-poll\S* 200$/.test(summary)),
      )
      const { fileName, base64 } = await client.traffic.export({ boardId: null })
      expect(fileName).toMatch(/^bootbench-traffic-\d{4}-\d\d-\d\dT.*\.pcapng$/)
      const path = join(bench.folder, fileName)
      await writeFile(path, Buffer.from(base64, 'base64'))
      packets = await readCapture(path)
    })

    function told(field: keyof Packet): string[] {
      return packets.map((packet) => packet[field]).filter((value) => value !== '')
    }

    test('has no packet with a wrong checksum, and none that could not be read', () => {
      const good = '1'
      expect(new Set(told('ip.checksum.status'))).toEqual(new Set([good]))
      expect(new Set(told('udp.checksum.status'))).toEqual(new Set([good]))
      // Of most bodies only the length was recorded, so tshark can't check those segments: 2.
      expect(told('tcp.checksum.status')).not.toContain('0')
      expect(told('_ws.malformed')).toEqual([])
    })

    test('tells the DHCP messages of both boards', () => {
      const types = ['1', '1', '2', '2', '3', '3', '5', '5']
      expect(told('dhcp.option.dhcp').toSorted()).toEqual(types)
    })

    test('tells requests, answers, refusals and ends of files', () => {
      const requests = followed.filter(({ summary }) => summary.startsWith('RRQ')).length
      const opcodes = told('tftp.opcode')
      expect(opcodes.filter((opcode) => opcode === '1')).toHaveLength(requests)
      for (const opcode of ['4', '5', '6']) expect(opcodes).toContain(opcode)
      expect(told('tftp.source_file')).toContain('ab000001/config.txt')
    })

    test('tells what the agents asked over HTTP and how they were answered, without session tokens', () => {
      expect(told('http.request.uri')).toContain('/api/register-device')
      expect(told('http.response.code')).toContain('200')
      expect(new Set(told('http.authorization'))).toEqual(new Set(['(removed)']))
    })

    test('says with each packet which board it belongs to', () => {
      expect(told('frame.comment')).toContain(`${board.serial}: DISCOVER`)
    })
  },
)

async function readCapture(path: string): Promise<readonly Packet[]> {
  const wanted = fields.flatMap((field) => ['-e', field])
  const checks = ['ip', 'udp', 'tcp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`])
  const lines = await runOrFail('tshark', ['-r', path, ...checks, '-T', 'fields', ...wanted])
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const values = line.split('\t')
      const entries = fields.map((field, index) => [field, values[index] ?? ''])
      return Object.fromEntries(entries) as Packet
    })
}
