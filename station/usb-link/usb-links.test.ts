import { afterEach, expect, test } from 'vitest'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { NumberedInterface } from '../platform/interface-macs.ts'
import type { Route } from './link-network.ts'
import type { LinkPlan } from './link-store.ts'
import { createUsbLinks, type Link, type UsbLinks } from './usb-links.ts'

const limit = 5_000
const open: UsbLinks[] = []
afterEach(async () => {
  for (const links of open.splice(0)) await links.stop()
})

/** A computer whose interfaces come and go as the test says, and what was done with them. */
function computer(stored: LinkPlan = { network: '172.19.182.0', ports: {} }) {
  const interfaces = new Map<string, NumberedInterface>()
  const state = {
    plan: stored,
    routes: [] as Route[],
    holdAnswer: null as Refusal | null,
    now: 0,
    isBoard: (_address: string): boolean => false,
    lose: (): void => undefined,
  }
  const done: string[] = []
  const start = (): UsbLinks => {
    const links = createUsbLinks({
      host: {
        interfacesByMac: async () => interfaces,
        routes: async () => state.routes,
        hold: async (name, link, onLost) => {
          if (state.holdAnswer !== null) return state.holdAnswer
          done.push(`hold ${name} ${link.stationAddress} ${link.boardAddress}`)
          state.lose = onLost
          return {
            kind: 'held',
            release: async () => {
              done.push(`release ${name}`)
            },
          }
        },
        listen: async (address, isBoard) => {
          done.push(`listen ${address}`)
          state.isBoard = isBoard
          return {
            kind: 'listening',
            close: async () => {
              done.push('close')
            },
          }
        },
      },
      stationKey: 'key',
      networks: ['172.19.182.0', '10.182.19.0'],
      plan: {
        read: () => state.plan,
        write: (plan) => {
          state.plan = plan
        },
      },
      onUp: ({ usbPath }) => done.push(`up ${usbPath}`),
      onDown: ({ usbPath }) => done.push(`down ${usbPath}`),
      onNotice: (usbPath, problem) => {
        if (problem !== null) done.push(`${problem.code} ${usbPath}`)
      },
      clock: () => state.now,
      log: () => undefined,
      timing: { look: 2, retry: 100, appear: 1_000 },
    })
    open.push(links)
    return links
  }
  /** Resolves when this was done (again), and forgets what was done until then. */
  const until = async (what: string): Promise<void> => {
    const deadline = performance.now() + limit
    while (!done.includes(what)) {
      if (performance.now() > deadline) throw new Error(`not done: ${what}; but ${done.join(', ')}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    done.splice(0, done.indexOf(what) + 1)
  }
  return { interfaces, state, done, start, until }
}

async function expectBoard(links: UsbLinks, usbPath: string): Promise<Link> {
  const link = await links.expect(usbPath)
  if ('kind' in link) throw new Error(link.message)
  return link
}

test('an interface with the address that was given gets ours, is served, and is let go when it leaves', async () => {
  const { interfaces, start, state, until } = computer()
  const links = start()
  const link = await expectBoard(links, '1-1.2')
  interfaces.set('00:11:22:33:44:55', { name: 'eth0', index: 2 })
  interfaces.set(link.hostMac, { name: 'enx02b0', index: 7 })
  await until('hold enx02b0 172.19.182.254 172.19.182.1')
  await until('listen 172.19.182.254')
  await until('up 1-1.2')
  expect(state.isBoard('172.19.182.1')).toBe(true)
  expect(state.isBoard('192.168.0.7')).toBe(false)
  interfaces.delete(link.hostMac)
  await until('down 1-1.2')
  await until('release enx02b0')
  await until('close')
})

test('eight boards at once have one listener and eight lines', async () => {
  const { interfaces, done, start, until } = computer()
  const links = start()
  const paths = Array.from({ length: 8 }, (_, index) => `1-1.${index + 1}`)
  const given = await Promise.all(paths.map((path) => expectBoard(links, path)))
  expect(new Set(given.map(({ boardAddress }) => boardAddress)).size).toBe(8)
  expect(new Set(given.map(({ hostMac }) => hostMac)).size).toBe(8)
  for (const [index, { hostMac }] of given.entries())
    interfaces.set(hostMac, { name: `usb${index}`, index: index + 3 })
  await until('listen 172.19.182.254')
  for (const path of paths) await until(`up ${path}`)
  interfaces.delete(given[0]?.hostMac ?? '')
  await until('release usb0')
  expect(done).not.toContain('close')
})

test('a board that was plugged in again between two looks has a new line', async () => {
  const { interfaces, start, until } = computer()
  const { hostMac } = await expectBoard(start(), '1-1')
  interfaces.set(hostMac, { name: 'usb0', index: 7 })
  await until('up 1-1')
  interfaces.set(hostMac, { name: 'usb0', index: 8 })
  await until('down 1-1')
  await until('release usb0')
  await until('up 1-1')
})

test('a renamed interface is the same line, and one that somebody took the address off is set up again', async () => {
  const { interfaces, start, state, until, done } = computer()
  const { hostMac } = await expectBoard(start(), '1-1')
  interfaces.set(hostMac, { name: 'usb0', index: 7 })
  await until('up 1-1')
  interfaces.set(hostMac, { name: 'enx02b0', index: 7 })
  state.lose()
  await until('hold enx02b0 172.19.182.254 172.19.182.1')
  expect(done).not.toContain('down 1-1')
})

test('what can not be set up is said, and tried again', async () => {
  const { interfaces, start, state, until } = computer()
  state.holdAnswer = refusal('not-permitted', 'no right to put an address')
  const { hostMac } = await expectBoard(start(), '1-1')
  interfaces.set(hostMac, { name: 'usb0', index: 7 })
  await until('not-permitted 1-1')
  state.holdAnswer = null
  state.now += 100
  await until('up 1-1')
})

test('a board that was sent everything and never appears is told about', async () => {
  const { start, state, until } = computer()
  await expectBoard(start(), '1-1')
  state.now += 1_000
  await until('usb-link-missing 1-1')
})

test('a board whose boot has failed is not waited for', async () => {
  const { done, interfaces, start, state, until } = computer()
  const links = start()
  await expectBoard(links, '1-1')
  links.giveUp('1-1')
  state.now += 1_000
  const { hostMac } = await expectBoard(links, '1-2')
  interfaces.set(hostMac, { name: 'usb0', index: 7 })
  await until('up 1-2')
  expect(done).not.toContain('usb-link-missing 1-1')
})

test('a station that was started again serves the boards that run already', async () => {
  const first = computer()
  const { hostMac } = await expectBoard(first.start(), '1-1')
  const second = computer(first.state.plan)
  second.start()
  second.interfaces.set(hostMac, { name: 'usb0', index: 7 })
  await second.until('up 1-1')
})

test('a network that leads elsewhere is not used, unless it leads to our own boards', async () => {
  const { interfaces, start, state, until } = computer()
  const links = start()
  const { hostMac } = await expectBoard(links, '1-1')
  interfaces.set(hostMac, { name: 'usb0', index: 7 })
  await until('up 1-1')
  state.routes = [{ interfaceName: 'usb0', network: '172.19.182.1', prefixLength: 32 }]
  expect((await expectBoard(links, '1-2')).boardAddress).toBe('172.19.182.2')
  state.routes.push({ interfaceName: 'eth0', network: '172.16.0.0', prefixLength: 12 })
  expect((await expectBoard(links, '1-3')).boardAddress).toBe('10.182.19.1')
  state.routes.push({ interfaceName: 'eth0', network: '10.0.0.0', prefixLength: 8 })
  expect(await links.refusal()).toMatchObject({ code: 'usb-link-networks-taken' })
  expect((await links.refusal())?.message).toContain('--usb-network')
})
