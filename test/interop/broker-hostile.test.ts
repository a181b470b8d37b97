import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { holdInterface } from '../../station/platform/broker-hold.ts'
import { watchInterface } from '../../station/platform/broker-watch.ts'
import { buildBroker } from '../lab/build-broker.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { needRoot } from '../lab/need-root.ts'
import { type RunResult, runProgram } from '../lab/run-program.ts'

const onBench = ['--interface', 'st0']
/** No machine that runs tests has so many disks. */
const onDrive = ['--name', 'sdzzz', '--serial', 'A1', '--size', '1000000']
const goodAddress = ['--address', '10.20.50.1/24']
const kibi64 = 'x'.repeat(64 * 1024)

/** Requests that no right can make good: exit 2. */
const badRequests: readonly (readonly [string, readonly string[]])[] = [
  ['an unknown verb', ['route', ...onBench]],
  ['a verb in capitals', ['HOLD', ...onBench]],
  ['a verb with more behind it', ['hold\n', ...onBench]],
  ['two verbs', ['hold', 'watch', ...onBench]],
  ['check with arguments', ['check', ...onBench]],
  ['hold without a port', ['hold']],
  ['hold with an address only', ['hold', ...goodAddress]],
  ['watch without a port', ['watch']],
  ['watch with an address', ['watch', ...onBench, ...goodAddress]],
  ['an option without a value', ['hold', '--interface']],
  ['a last option without a value', ['hold', ...onBench, '--address']],
  ['an unknown option', ['hold', ...onBench, '--route', '0.0.0.0/0']],
  ['an option with an equals sign', ['hold', '--interface=st0']],
  ['a port given twice', ['hold', ...onBench, '--interface', 'up0']],
  ['an address given twice', ['hold', ...onBench, ...goodAddress, ...goodAddress]],
  ['an empty argument', ['hold', ...onBench, '']],
  ['an endless verb', [kibi64]],
  ['an endless option', ['hold', ...onBench, `--${kibi64}`, '1']],
  ['a thousand arguments', ['hold', ...Array<string>(1000).fill('--interface')]],
  ...[
    '',
    '..',
    '.',
    '../../../tmp/x',
    'st0/..',
    '/st0',
    'all',
    'default',
    'st0\n',
    'st0 ',
    'st0;reboot',
    '$(reboot)',
    '`id`',
    'st0"',
    'st*',
    '-st0',
    'st0\u{2028}',
    '%n%s',
    'x'.repeat(16),
    kibi64,
  ].flatMap((name): [string, string[]][] => [
    [`hold of the name ${JSON.stringify(name.slice(0, 20))}`, ['hold', '--interface', name]],
    [`watch of the name ${JSON.stringify(name.slice(0, 20))}`, ['watch', '--interface', name]],
    [
      `internet through the name ${JSON.stringify(name.slice(0, 20))}`,
      ['hold', ...onBench, ...goodAddress, '--internet-through', name],
    ],
  ]),
  ...[
    '',
    '/',
    '10.20.50.1',
    '10.20.50.1/',
    '10.20.50.1/0',
    '10.20.50.1/7',
    '10.20.50.1/31',
    '10.20.50.1/32',
    '10.20.50.1/024',
    '10.20.50.1/-24',
    '10.20.50.1/24/24',
    '10.20.50.1/24 ',
    '10.20.50.1\n/24',
    '010.20.50.1/24',
    '10.20.50/24',
    '0x0a.20.50.1/24',
    '10.20.50.256/24',
    '0.0.0.0/8',
    '0.1.2.3/24',
    '127.0.0.1/24',
    '127.1.2.3/8',
    '224.0.0.1/24',
    '239.255.255.250/24',
    '240.0.0.1/24',
    '255.255.255.255/24',
    '10.20.50.0/24',
    '10.20.50.255/24',
    'localhost/24',
    '::1/64',
    kibi64,
  ].map((address): [string, string[]] => [
    `the address ${JSON.stringify(address.slice(0, 20))}`,
    ['hold', ...onBench, '--address', address],
  ]),
  ...[
    '',
    'fd12:3456:789a::1',
    'fd12:3456:789a::1/48',
    'fd12:3456:789a::1/128',
    'fd12:3456:789a::/64',
    'fc00::1/64',
    'fe80::1/64',
    '2001:db8::1/64',
    'ff02::1/64',
    '::1/64',
    '::/64',
    'fd12::1%st0/64',
    '10.20.50.1/24',
    kibi64,
  ].map((address): [string, string[]] => [
    `the IPv6 address ${JSON.stringify(address.slice(0, 20))}`,
    ['hold', ...onBench, '--address6', address],
  ]),
  ...[
    ['10.20.50.1/24', '10.20.50.2'],
    ['172.19.181.254', '172.19.181.3'],
    ['172.19.181.254/31', '172.19.181.3'],
    ['8.8.8.8/32', '172.19.181.3'],
    ['127.0.0.1/32', '172.19.181.3'],
    ['172.19.181.254/32', '172.19.181.254'],
    ['172.19.181.254/32', '172.19.181.3/32'],
    ['172.19.181.254/32', '8.8.8.8'],
    ['172.19.181.254/32', '0.0.0.0'],
    ['172.19.181.254/32', '127.0.0.1'],
    ['172.19.181.254/32', '172.32.0.1'],
    ['172.19.181.254/32', ''],
    ['172.19.181.254/32', kibi64],
  ].map(([address = '', peer = '']): [string, string[]] => [
    `the peer ${JSON.stringify(peer.slice(0, 20))} of ${address}`,
    ['hold', ...onBench, '--address', address, '--peer', peer],
  ]),
  ['a peer without an address', ['hold', ...onBench, '--peer', '172.19.181.3']],
  [
    'internet for a peer',
    [
      'hold',
      ...onBench,
      ...['--address', '172.19.181.254/32', '--peer', '172.19.181.3'],
      ...['--internet-through', 'up0'],
    ],
  ],
  ['drive without anything', ['drive']],
  ['drive without a copier', ['drive', ...onDrive]],
  ['drive with a copier that is not named', ['drive', ...onDrive, '--']],
  ['drive with another program', ['drive', ...onDrive, '--', '/bin/sh', '-c', 'id']],
  [
    'drive with more than a copier takes',
    ['drive', ...onDrive, '--', ...Array<string>(65).fill('deploy')],
  ],
  ['drive without a size', ['drive', ...onDrive.slice(0, 4), '--', 'deploy']],
  ['drive given twice', ['drive', ...onDrive, '--name', 'sda', '--', 'deploy']],
  ['drive with an unknown option', ['drive', ...onDrive, '--program', '/bin/sh', '--', 'deploy']],
  ...[
    '',
    'sda1',
    'sdaaaa',
    'SDA',
    'vda',
    'loop0',
    'nvme0n1',
    'mmcblk0p1',
    'mmcblk0boot0',
    'mmcblk',
    'dm-0',
    '../sda',
    'sda/..',
    '/dev/sda',
    'sda\n',
    'sd*',
    'disk/by-id/x',
    'mem',
    kibi64,
  ].map((name): [string, string[]] => [
    `a drive of the name ${JSON.stringify(name.slice(0, 20))}`,
    ['drive', '--name', name, ...onDrive.slice(2), '--', 'deploy'],
  ]),
  ...['', '0', '-1', '+1', '01', '1e9', '0x10', '1 ', '9'.repeat(19), kibi64].map(
    (size): [string, string[]] => [
      `a drive of the size ${JSON.stringify(size.slice(0, 20))}`,
      ['drive', ...onDrive.slice(0, 4), '--size', size, '--', 'backup'],
    ],
  ),
  ...['', 'a\nb', '\u{e9}', 'x'.repeat(129), kibi64].map((serial): [string, string[]] => [
    `a drive of the serial number ${JSON.stringify(serial.slice(0, 20))}`,
    ['drive', '--name', 'sdzzz', '--serial', serial, '--size', '1', '--', 'backup'],
  ]),
  ['internet without an address', ['hold', ...onBench, '--internet-through', 'up0']],
  ['internet through itself', ['hold', ...onBench, ...goodAddress, '--internet-through', 'st0']],
]

/** Ports that may not be touched: exit 4. */
const badPorts: readonly (readonly [string, readonly string[]])[] = [
  ['hold of a port that is not there', ['hold', '--interface', 'bbnotthere0']],
  ['watch of a port that is not there', ['watch', '--interface', 'bbnotthere0']],
  ['hold of the loopback', ['hold', '--interface', 'lo', ...goodAddress]],
  ['watch of the loopback', ['watch', '--interface', 'lo']],
  ['hold of a port with a default route', ['hold', '--interface', 'up0', ...goodAddress]],
  ['hold of a port with half of one', ['hold', '--interface', 'vpn0', ...goodAddress]],
  ['hold of a port with one in another table', ['hold', '--interface', 'pol0', ...goodAddress]],
  ['hold of a port with one of IPv6', ['hold', '--interface', 'six0', ...goodAddress]],
  ['hold of a port with one of several', ['hold', '--interface', 'many0', ...goodAddress]],
  [
    'internet through a port without any',
    ['hold', ...onBench, ...goodAddress, '--internet-through', 'idle0'],
  ],
  [
    'internet through the loopback',
    ['hold', ...onBench, ...goodAddress, '--internet-through', 'lo'],
  ],
  [
    'internet through a port in the same subnet',
    ['hold', ...onBench, '--address', '203.0.113.77/26', '--internet-through', 'up0'],
  ],
]

describe.skipIf(needRoot('that the broker refuses hostile requests and changes nothing'))(
  'hostile requests to hold, watch and check',
  () => {
    let lab: Lab
    let brokerPath = ''
    let before = ''

    beforeAll(async () => {
      brokerPath = await buildBroker()
      const names = ['st0', 'up0', 'vpn0', 'pol0', 'six0', 'many0', 'idle0']
      const addresses: Record<string, string> = { up0: '203.0.113.2/24', vpn0: '198.51.100.2/24' }
      lab = await createLab({
        hosts: ['station'],
        switches: {
          bench: {
            plugs: names.map((interfaceName, index) => ({
              host: 'station',
              interfaceName,
              address: addresses[interfaceName] ?? `192.0.2.${index * 8 + 2}/29`,
            })),
          },
        },
      })
      await route('add default via 203.0.113.1')
      await route('add 128.0.0.0/1 via 198.51.100.1')
      await route('add default dev pol0 table 77')
      await route('-6 add default dev six0')
      await route('add default table 79 nexthop via 203.0.113.1 nexthop dev many0')
      before = await fingerprint()
    })
    afterAll(() => lab.remove())

    async function route(command: string): Promise<void> {
      const words = command.split(' ')
      const isSix = words[0] === '-6'
      const args = isSix ? ['-6', 'route', ...words.slice(1)] : ['route', ...words]
      const done = await lab.runIn('station', 'ip', args)
      if (done.code !== 0) throw new Error(`ip route ${command}: ${done.stderr}`)
    }

    function run(args: readonly string[]): Promise<RunResult> {
      return lab.runIn('station', brokerPath, args)
    }

    /** Links, addresses, forwarding and rules. */
    async function fingerprint(): Promise<string> {
      const commands = [
        'ip -o link | sed "s/ state [A-Z]*//"',
        'ip -o address | sed "s/ tentative//"',
        'grep . /proc/sys/net/ipv4/conf/*/forwarding',
        'nft list ruleset',
      ]
      const result = await lab.runIn('station', 'sh', ['-c', commands.join('; ')])
      return createHash('sha256').update(result.stdout).digest('hex')
    }

    test(`${badRequests.length} bad requests: exit 2 and one printable line each; nothing is changed`, async () => {
      for (const [what, args] of badRequests) {
        const end = await run(args)
        expect({ what, code: end.code, stdout: end.stdout }).toEqual({ what, code: 2, stdout: '' })
        expect(end.stderr).toMatch(/^bootbench-broker: [ -~]{20,500}\n$/)
      }
      expect(await fingerprint()).toBe(before)
    })

    test.for(badPorts)('%s: exit 4, a sentence, nothing is changed', async ([, args]) => {
      const end = await run(args)
      expect(end).toMatchObject({ code: 4, stdout: '' })
      expect(end.stderr).toMatch(/^bootbench-broker: [ -~]{20,500}\n$/)
      expect(await fingerprint()).toBe(before)
    })

    test('a default route that does not tell its port makes every port refused', async () => {
      const hide = (value: number) => `echo ${value} > /proc/sys/net/ipv4/nexthop_compat_mode`
      await lab.runIn('station', 'ip', ['nexthop', 'add', 'id', '7', 'dev', 'idle0'])
      await route('add default nhid 7 table 80')
      await lab.runIn('station', 'sh', ['-c', hide(0)])
      const end = await run(['hold', ...onBench, ...goodAddress])
      expect(end).toMatchObject({
        code: 7,
        stderr: expect.stringContaining("'st0' is not touched"),
      })
      await lab.runIn('station', 'sh', ['-c', hide(1)])
      await route('delete default table 80')
      expect(await fingerprint()).toBe(before)
    })

    test('an argument with a NUL byte cannot even be passed', async () => {
      const options = { brokerPath, interfaceName: 'st0\0up0' }
      const refusal = { kind: 'refused', code: 'broker-missing' }
      expect(await holdInterface(options)).toMatchObject(refusal)
      expect(await watchInterface({ ...options, onEvent: () => undefined })).toMatchObject(refusal)
    })

    test('what is written to a holding broker is not looked at', async () => {
      const noise = `--address 10.66.66.1/24\n${kibi64}`
      const end = await lab.runIn('station', brokerPath, ['hold', ...onBench], { input: noise })
      expect(end).toMatchObject({ code: 0, stdout: '{"held":[]}\n', stderr: '' })
      expect(await fingerprint()).toBe(before)
    })

    test('closed standard descriptors are not mistaken for sockets of the broker', async () => {
      const closed = `exec "$0" hold --interface st0 --address 10.66.66.1/24 <&- >&- 2>&-`
      const end = await lab.runIn('station', 'sh', ['-c', closed, brokerPath])
      expect(end.code).toBe(0)
      expect(await fingerprint()).toBe(before)
    })

    test('an environment that would change how programs are found or loaded has no say', async () => {
      const environment = { PATH: '/nowhere', LD_PRELOAD: '/nowhere/evil.so', IFS: '/' }
      const args = ['hold', ...onBench, ...goodAddress, '--internet-through', 'up0']
      const inside = ['netns', 'exec', lab.namespaceOf('station'), 'env']
      const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
      const end = await runProgram('ip', [...inside, ...settings, brokerPath, ...args])
      expect(end.code).toBe(0)
      expect(end.stdout).toContain('"what":"internet"')
      expect(await fingerprint()).toBe(before)
    })
  },
)
