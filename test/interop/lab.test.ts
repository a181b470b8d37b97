import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../lab/lab.ts'
import { needRoot } from '../lab/need-root.ts'

describe.skipIf(needRoot('that the test network itself works'))('a lab', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await createLab({
      hosts: ['station', 'board'],
      switches: {
        bench: {
          taps: 1,
          plugs: [
            { host: 'station', interfaceName: 'st0', address: '192.168.77.1/24' },
            {
              host: 'board',
              interfaceName: 'eth0',
              address: '192.168.77.20/24',
              mac: 'dc:a6:32:00:00:01',
            },
          ],
        },
      },
    })
  })
  afterAll(() => lab.remove())

  const ping = (count: number) =>
    lab.runIn('board', 'ping', [
      ...['-n', '-q', '-i', '0.002', '-W', '1', '-c', `${count}`],
      '192.168.77.1',
    ])

  test('joins its hosts, and only them', async () => {
    expect((await ping(3)).code).toBe(0)
    const routes = await lab.runIn('board', 'ip', ['route'])
    expect(routes.stdout.trim()).toMatch(/^192\.168\.77\.0\/24 dev eth0 .*\.20$/)
    const link = await lab.runIn('board', 'cat', ['/sys/class/net/eth0/address'])
    expect(link.stdout).toBe('dc:a6:32:00:00:01\n')
    expect((await lab.runIn('bench', 'cat', ['/sys/class/net/tap0/address'])).code).toBe(0)
  })

  test('loses the share of frames it was told to, and none afterwards', async () => {
    const port = lab.portOf('board', 'eth0')
    await lab.setLoss(port, 20)
    const lossy = await ping(200)
    const lost = await lab.countLost('bench')
    await lab.setLoss(port, 0)
    expect(Number(/([\d.]+)% packet loss/.exec(lossy.stdout)?.[1])).toBeGreaterThan(10)
    expect(lost).toBeGreaterThan(20)
    expect((await ping(50)).stdout).toContain(' 0% packet loss')
  })

  test('a pulled cable is seen at the host and can be put back', async () => {
    const port = lab.portOf('board', 'eth0')
    const carrier = () => lab.runIn('board', 'cat', ['/sys/class/net/eth0/carrier'])
    await lab.setCable(port, 'out')
    expect((await carrier()).stdout).toBe('0\n')
    await lab.setCable(port, 'in')
    expect((await carrier()).stdout).toBe('1\n')
  })

  test('a started program is read line by line, also a line without an end', async () => {
    const shell = lab.startIn('board', 'sh', [
      '-c',
      'echo one; echo two; printf "login: "; read name; echo "hello $name"; exec sleep 100',
    ])
    expect(await shell.waitForLine(/^t/, 5000)).toBe('two')
    await shell.waitForLine(/login: $/, 5000)
    shell.write('pi\n')
    expect(await shell.waitForLine(/hello/, 5000)).toBe('hello pi')
    await expect(shell.waitForLine(/never/, 50)).rejects.toThrow(/within 50 ms.*hello pi/s)
    expect(await shell.stop()).toEqual({ code: null, signal: 'SIGTERM' })
  })

  test('waiting for a program that ends first fails at once with what it said', async () => {
    const shell = lab.startIn('board', 'sh', ['-c', 'echo sorry; exit 4'])
    await expect(shell.waitForLine(/ready/, 60_000)).rejects.toThrow(/ended before.*sorry/s)
    expect(await shell.ended).toEqual({ code: 4, signal: null })
  })

  test('remove() leaves no namespace and no program behind', async () => {
    const other = await createLab({ hosts: ['one'], switches: { empty: {} } })
    const sleeper = other.startIn('one', 'sleep', ['1000'])
    const names = [other.namespaceOf('one'), other.namespaceOf('empty')]
    await other.remove()
    const left = await readdir('/run/netns')
    expect(names.filter((name) => left.includes(name))).toEqual([])
    expect(await sleeper.ended).toEqual({ code: null, signal: 'SIGTERM' })
  })
})
