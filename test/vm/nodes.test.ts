import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Node } from '../../contract/node.ts'
import { buildBroker } from '../lab/build-broker.ts'
import { type GuestLine, needUsbGuest, runInUsbGuest } from './usb-guest.ts'

/** Of the guest; the hook gives it some more, so that a failure shows the guest's console. */
const limit = 300_000

describe.skipIf(needUsbGuest('that Pi Zeros as USB gadgets are found, named and reached'))(
  'nodes on real USB',
  () => {
    let lines: readonly GuestLine[] = []

    beforeAll(async () => {
      lines = await runInUsbGuest({
        program: join(import.meta.dirname, 'nodes-program.ts'),
        programArguments: [await buildBroker()],
        modules: ['libcomposite', 'usb_f_rndis', 'usb_f_ncm', 'usb_f_ecm', 'usb_f_acm'],
        limit,
      })
      for (const line of lines.filter((one) => 'pluggedInAgain' in one))
        console.warn(`A silent line was plugged in again: ${JSON.stringify(line)}`)
    }, limit + 30_000)

    /** The value that the guest's program printed under this name. */
    function told<Value>(name: string): Value {
      const line = lines.find((one) => name in one)
      if (line === undefined) throw new Error(`The guest did not tell ${name}.`)
      return line[name] as Value
    }

    test('our udev rules are installed as the doctor does it', () => {
      expect(told('rules')).toMatchObject({ done: 'ok' })
      expect(new Set(told<{ after: string[] }>('rules').after)).toEqual(new Set(['installed']))
    })

    test('interfaces and serial ports have stable names, and other programs are told to keep away', () => {
      expect(told('names')).toMatchObject({
        links: ['ttypi1', 'ttypi2', 'ttypi3'],
        interfaces: ['ethpi1', 'ethpi2', 'ethupi3'],
        device: ['ID_MM_DEVICE_IGNORE=1'],
        serialGadget: ['ID_MM_DEVICE_IGNORE=1'],
        network: ['NM_UNMANAGED=1'],
        complaints: [],
      })
    })

    test('RNDIS, NCM and ECM gadgets are each one node with its name, serial port and interface; a serial gadget has no network', () => {
      expect(
        told<Node[]>('found').map(({ name, kind, networkInterface, consoleId, address }) => [
          name,
          kind,
          networkInterface,
          consoleId,
          address,
        ]),
      ).toEqual([
        ['p1', 'cluster-ctrl', 'ethpi1', 'p1', null],
        ['p2', 'cluster-ctrl', 'ethpi2', 'p2', null],
        ['p3', 'cluster-ctrl', 'ethupi3', 'p3', null],
        ['usb-4-1', 'gadget', null, 'usb-4-1-0', null],
      ])
    })

    test('a shell answers on the console of a node, before and after it was unplugged', () => {
      const answers = lines.filter((line) => 'console' in line)
      expect(answers).toMatchObject([
        { console: 'before unplugging', answered: true },
        { console: 'after plugging in again', answered: true },
      ])
      expect(told('consoleMeanwhile')).toBe('waiting')
    })

    test('with consent every node is reached at its own address; the fallback address is noticed', () => {
      const reached = told<Node[]>('reached')
      expect(reached.map(({ address }) => address)).toEqual([
        '172.19.181.1',
        '172.19.181.253',
        '172.19.181.3',
        null,
      ])
      expect(reached.map(({ notice }) => notice?.code)).toEqual([
        undefined,
        'node-unconfigured',
        undefined,
        undefined,
      ])
      expect(told('ping')).toEqual([true, true])
      expect(told('addresses')).toEqual([
        'ethpi1 172.19.181.254 172.19.181.1/32',
        'ethpi2 172.19.181.254 172.19.181.2/32',
        'ethupi3 172.19.181.254 172.19.181.3/32',
      ])
    })

    test('an unplugged node leaves the list; plugged in again it has its address again', () => {
      expect(told<Node[]>('unplugged').map(({ name }) => name)).toEqual(['p2', 'p3', 'usb-4-1'])
      expect(told<Node[]>('again')[0]).toMatchObject({ name: 'p1', networkInterface: 'ethpi1' })
      expect(told('pingAgain')).toBe(true)
    })

    test('without consent nothing is left on any interface', () => {
      expect(told('givenBack')).toEqual([])
    })
  },
)
