import type { IpcMainInvokeEvent } from 'electron'
import { expect, test } from 'vitest'
import { answerCalls, callNames, type DesktopCalls } from './desktop-calls.ts'
import type { ElectronParts } from './electron-parts.ts'

type Handler = (event: IpcMainInvokeEvent) => unknown

function listen(): ReadonlyMap<string, Handler> {
  const handlers = new Map<string, Handler>()
  const ipcMain = { handle: (name: string, handler: Handler) => handlers.set(name, handler) }
  const calls = Object.fromEntries(callNames.map((name) => [name, () => name]))
  answerCalls({ ipcMain } as unknown as ElectronParts, calls as unknown as DesktopCalls)
  return handlers
}

const from = (url: string, parent: object | null = null): IpcMainInvokeEvent =>
  ({ senderFrame: { url, parent } }) as unknown as IpcMainInvokeEvent

test('the calls of the contract are answered, and no others', () => {
  const handlers = listen()
  expect([...handlers.keys()]).toEqual(callNames.map((name) => `desktop:${name}`))
  const ours = from('bootbench-app://interface/index.html')
  expect(handlers.get('desktop:requestPort')?.(ours)).toBe('requestPort')
})

test.each([
  ['another page', from('https://example.com/')],
  ['another host of our scheme', from('bootbench-app://elsewhere/index.html')],
  ['a page whose address begins like ours', from('bootbench-app://interface.example/index.html')],
  ['a frame in our page', from('bootbench-app://interface/index.html', {})],
  ['a frame that is gone', { senderFrame: null } as unknown as IpcMainInvokeEvent],
])('%s is answered nothing', (_, event) => {
  for (const handler of listen().values()) expect(() => handler(event)).toThrow(/may ask/)
})
