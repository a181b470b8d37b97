import dgram from 'node:dgram'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createDatagramPort } from './datagram-port.ts'

async function bound(): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

const unexpected = (error: Error) => {
  throw error
}

test('datagrams go out and come in, with where they came from', async () => {
  const [first, second] = [await bound(), await bound()]
  const [sender, receiver] = [
    createDatagramPort(first, unexpected),
    createDatagramPort(second, unexpected),
  ]
  const received = new Promise((resolve) => {
    receiver.onMessage((bytes, source) => resolve([Buffer.from(bytes).toString(), source]))
  })
  const from = first.address().port
  await sender.send(Buffer.from('hello'), second.address().port, '127.0.0.1')
  expect(await received).toEqual(['hello', { address: '127.0.0.1', port: from }])
  await Promise.all([sender.close(), receiver.close()])
})

test('what the system does not take is a rejection', async () => {
  const port = createDatagramPort(await bound(), unexpected)
  await expect(port.send(Buffer.alloc(70_000), 9, '127.0.0.1')).rejects.toThrow(/EMSGSIZE/)
  await port.close()
})

test('a closed port closes again and refuses to send', async () => {
  const port = createDatagramPort(await bound(), unexpected)
  await port.close()
  await port.close()
  await expect(port.send(Buffer.from('x'), 9, '127.0.0.1')).rejects.toThrow(/closed/)
})

test('a failing socket is reported once and never crashes', async () => {
  const socket = await bound()
  const failures: string[] = []
  const port = createDatagramPort(socket, (error) => failures.push(error.message))
  socket.emit('error', new Error('recvmsg ENETDOWN'))
  socket.emit('error', new Error('recvmsg ENETDOWN again'))
  expect(failures).toEqual(['recvmsg ENETDOWN'])
  await port.close()
})
