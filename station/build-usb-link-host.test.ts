import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { listenForLinks } from './build-usb-link-host.ts'
import type { Listening } from './usb-link/usb-links.ts'

const address = '127.0.0.1'

async function listen(isBoard: (remoteAddress: string) => boolean): Promise<string> {
  let url = (): string => ''
  const server = createServer((_request, response) => response.end(url()))
  const listening = await listenForLinks(
    (baseUrl) => {
      url = baseUrl
      return server
    },
    address,
    0,
    isBoard,
  )
  if (listening.kind === 'refused') throw new Error(listening.message)
  open.push(listening)
  return `http://${address}:${(server.address() as AddressInfo).port}`
}
const open: Listening[] = []

test('only boards on cables are answered, and they are told the address that they used', async () => {
  const url = await listen((remoteAddress) => remoteAddress === address)
  expect(await (await fetch(url)).text()).toBe(`http://${address}:0`)
  const closed = await listen(() => false)
  await expect(fetch(closed)).rejects.toThrow()
  for (const listening of open) await listening.close()
  await expect(fetch(url)).rejects.toThrow()
})

test('an address that is taken is a refusal that names it', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, address, resolve))
  const { port } = other.address() as AddressInfo
  const refused = await listenForLinks(
    () => createServer(),
    address,
    port,
    () => true,
  )
  expect(refused).toMatchObject({ kind: 'refused', code: 'usb-link-not-served' })
  expect(refused).toHaveProperty('message', expect.stringContaining(`${address}, port ${port}`))
  await new Promise((resolve) => other.close(resolve))
})
