import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildBroker } from '../lab/build-broker.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail } from '../lab/run-program.ts'
import { createRandom, type RandomNumber } from './dhcp-mutator.ts'

const root = join(import.meta.dirname, '../..')
// As the tests of the mover have it, so that both are built once.
const checks = '-fsanitize=address,undefined'
const listCount = 200_000
const runCount = 160
const hosts = ['first', 'second']

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootbench-broker-fuzz-'))
})
afterAll(() => rm(folder, { recursive: true }))

test(`${listCount} random argument lists are accepted rightly or refused, without an octet read too far`, async () => {
  const program = join(folder, 'broker-arguments')
  const sources = ['test/fuzz/broker-arguments.c', 'native/broker-arguments.c']
  await runOrFail('cc', [
    ...[
      '-std=c11',
      '-O1',
      '-fno-sanitize-recover=all',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-fno-strict-aliasing',
      checks,
    ],
    ...[`-I${join(root, 'native')}`, '-o', program, ...sources.map((path) => join(root, path))],
  ])
  const result = JSON.parse(await runOrFail(program, ['20261126', String(listCount)]))
  expect(result.given).toBe(listCount)
  // Enough good ones that the checks behind them mean something.
  expect(result.accepted).toBeGreaterThan(listCount / 200)
})

test.skipIf(needRoot('that the whole broker survives random arguments'))(
  `the whole broker, checking its memory, survives ${runCount} random command lines`,
  async () => {
    const broker = await buildBroker(checks)
    const lab = await createNetworks()
    const random = createRandom(20_261_126)
    const codes = new Map<number, number>()
    const runOn = async (host: string): Promise<void> => {
      await lab.runIn(host, 'ip', ['route', 'add', 'default', 'via', '203.0.113.1'])
      for (let number = 0; number < runCount / hosts.length; number += 1) {
        // Its input ends at once.
        const end = await lab.runIn(host, broker, randomArguments(random))
        codes.set(end.code, (codes.get(end.code) ?? 0) + 1)
        expect(end.stderr).not.toMatch(/Sanitizer|runtime error/)
        // 1 would be a sanitizer's; the others are on the list of native/README.md. 9: there is no copier beside this broker, so a good
        // request for a drive ends before anything is opened.
        expect([0, 2, 3, 4, 9]).toContain(end.code)
      }
      const left = await lab.runIn(host, 'sh', ['-c', 'ip address show; nft list ruleset'])
      expect(left.stdout).not.toMatch(/10\.20\.50|fd12:|bootbench/)
    }
    await Promise.all(hosts.map(runOn))
    await lab.remove()
    expect(codes.get(0) ?? 0).toBeGreaterThan(5)
    expect(codes.get(2) ?? 0).toBeGreaterThan(5)
    expect(codes.get(4) ?? 0).toBeGreaterThan(5)
    expect(codes.get(9) ?? 0).toBeGreaterThan(2)
  },
)

/** Two hosts that know nothing of each other, each with a bench port and one with a default route. */
function createNetworks(): Promise<Lab> {
  const ports = (host: string) => [
    { host, interfaceName: 'st0' },
    { host, interfaceName: 'up0', address: '203.0.113.2/24' },
  ]
  return createLab({ hosts, switches: { all: { plugs: hosts.flatMap(ports) } } })
}

const words = [
  ...['hold', 'watch', 'check', '--interface', '--address', '--address6', '--internet-through'],
  ...['st0', 'up0', 'lo', 'nothere0', '10.20.50.1/24', '10.0.0.1/8', '127.0.0.1/8', 'udp:67'],
  ...['drive', '--name', '--serial', '--size', 'sdzzz', '1000', '--', 'backup'],
  ...['fd12:3456:789a::1/64', 'tcp:5000', '--allow-loopback', '', '..', 'x'.repeat(5000)],
]

/** A third good command lines, a third good ones with one word changed, a third any words. */
function randomArguments(random: RandomNumber): string[] {
  const word = () => words[random(words.length)] ?? ''
  if (random(3) === 0) return Array.from({ length: random(10) }, word)
  const args = goodArguments(random)
  if (random(2) === 0) args[random(args.length)] = word()
  return args
}

function goodArguments(random: RandomNumber): string[] {
  const port = ['--interface', random(4) === 0 ? 'up0' : 'st0']
  const address = ['--address', '10.20.50.1/24']
  const goodOnes = [
    ['check'],
    ['watch', ...port],
    ['hold', ...port],
    ['hold', ...port, ...address],
    ['hold', ...address, '--address6', 'fd12:3456:789a::1/64', ...port],
    ['hold', ...port, '--internet-through', 'up0', ...address],
    [...port, 'udp:0'],
    [
      'drive',
      '--name',
      'sdzzz',
      '--serial',
      'A1',
      '--size',
      '1000',
      '--',
      'backup',
      '--target',
      'x',
    ],
  ]
  return goodOnes[random(goodOnes.length)] ?? []
}
