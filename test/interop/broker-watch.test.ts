import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeBpduFrame } from '../../station/protocols/spanning-tree/bpdu.ts'
import { buildBroker } from '../lab/build-broker.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import type { LabProcess } from '../lab/lab-process.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail } from '../lab/run-program.ts'

const program = join(import.meta.dirname, 'broker-call.ts')
const limitMs = 10_000
const bpdu =
  '0180c200000002000000001000264242030000000000100002000000001000000000100002000000001080010000140002000400'

describe.skipIf(needRoot('that link changes and spanning tree are seen on a port'))(
  'the verb watch',
  () => {
    let lab: Lab
    let brokerPath = ''
    let folder = ''
    beforeAll(async () => {
      brokerPath = await buildBroker()
      folder = await mkdtemp(join(tmpdir(), 'bootbench-broker-'))
      await chmod(folder, 0o755)
      lab = await createLab({
        hosts: ['station'],
        switches: {
          bench: { plugs: [{ host: 'station', interfaceName: 'st0' }] },
          plain: { plugs: [{ host: 'station', interfaceName: 'st1' }] },
        },
      })
      // A managed switch: spanning tree, 802.1D-2004 table 17-1's shortest hello and forward delay.
      const spanningTree = ['stp_state', '1', 'forward_delay', '400', 'hello_time', '100']
      await lab.runIn('bench', 'ip', ['link', 'set', 'br0', 'type', 'bridge', ...spanningTree])
    })
    afterAll(async () => {
      await lab.remove()
      await rm(folder, { recursive: true })
    })

    function start(interfaceName: string): LabProcess {
      const options = JSON.stringify({ brokerPath, interfaceName })
      return lab.startIn('station', process.execPath, [program, 'watch', options])
    }

    async function next(station: LabProcess, pattern: RegExp) {
      return JSON.parse(await station.waitForLine(pattern, limitMs))
    }

    test('the BPDUs of a switch with spanning tree are seen, with its forward delay', async () => {
      const station = start('st0')
      const { frame, at } = await next(station, /"bpdu"/)
      expect(Math.abs(Date.now() - at)).toBeLessThan(60_000)
      expect(decodeBpduFrame(Uint8Array.from(Buffer.from(frame, 'hex')))).toMatchObject({
        kind: 'ok',
        bpdu: { kind: 'configuration', forwardDelaySeconds: 4, helloTimeSeconds: 1, rapid: null },
      })
      station.write('end\n')
      await station.waitForLine(/"stop":\{"kind":"stopped"\}/, limitMs)
      await station.ended
    })

    test('the link is told at the start and at each change, and what is unplugged ends the watch', async () => {
      const station = start('st1')
      const port = lab.portOf('station', 'st1')
      expect(await next(station, /"link"/)).toMatchObject({ kind: 'link', up: true })
      expect(await next(station, /"watching"/)).toMatchObject({ kind: 'watching' })
      await lab.setCable(port, 'out')
      expect(await next(station, /"link"/)).toMatchObject({ up: false })
      await lab.setCable(port, 'in')
      expect(await next(station, /"link"/)).toMatchObject({ up: true })
      await lab.runIn('station', 'ip', ['link', 'delete', 'st1'])
      expect(await next(station, /"link"/)).toMatchObject({ up: false })
      expect(await next(station, /"refused"/)).toMatchObject({
        code: 'interface-unusable',
        message: expect.stringContaining('taken away'),
      })
      // A plain switch says nothing about spanning tree.
      expect(station.output).not.toContain('bpdu')
      await station.stop()
    })

    test('a flood of BPDUs is told as at most 20 a second', async () => {
      const sender = join(folder, 'send-frames')
      const source = join(import.meta.dirname, 'send-frames.c')
      await runOrFail('cc', ['-O1', '-Wall', '-Werror', '-o', sender, source])
      const station = start('st0')
      await next(station, /"watching"/)
      const startedAt = performance.now()
      const sent = await lab.runIn('bench', sender, ['port0', '3000', bpdu])
      expect(sent.code).toBe(0)
      station.write('end\n')
      await station.ended
      const told = station.output.match(/"kind":"bpdu"/g)?.length ?? 0
      expect(told).toBeGreaterThan(0)
      // The flood lies across so many whole or begun seconds.
      const seconds = Math.ceil((performance.now() - startedAt) / 1000) + 1
      expect(told).toBeLessThanOrEqual(20 * seconds)
      expect(told).toBeLessThan(1000)
    })

    test('an ordinary user needs cap_net_raw, and keeps nothing of it', async () => {
      const copy = join(folder, 'bootbench-broker')
      await copyFile(brokerPath, copy)
      const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups']
      const args = [...asNobody, copy, 'watch', '--interface', 'st0']
      const refused = await lab.runIn('station', 'setpriv', args)
      expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('setcap cap_net') })
      await runOrFail('setcap', ['cap_net_bind_service,cap_net_raw,cap_net_admin+ep', copy])
      const broker = lab.startIn('station', 'setpriv', args)
      await broker.waitForLine(/"bpdu"/, limitMs)
      const status = await runOrFail('cat', [`/proc/${broker.pid}/status`])
      expect(status).toMatch(/CapPrm:\t0+\nCapEff:\t0+\n/)
      await broker.stop()
    })
  },
)
