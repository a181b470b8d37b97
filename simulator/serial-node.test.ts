import { expect, test } from 'vitest'
import { createSerialNode } from './serial-node.ts'

function nodeUnderTest() {
  const node = createSerialNode('p3', 0)
  let text = ''
  node.connect((bytes) => {
    text += Buffer.from(bytes).toString()
  })
  return {
    node,
    text: () => text,
    type: (typed: string) => node.type(Buffer.from(typed)),
    says: (pattern: RegExp) => expect.poll(() => text).toMatch(pattern),
  }
}

test('a node boots, asks who logs in, and answers commands; a password is not echoed', async () => {
  const { node, text, type, says } = nodeUnderTest()
  await says(/Booting Linux[\s\S]*p3 login: $/)
  type('admin\r')
  await says(/Password: $/)
  type('secret\r')
  type('uname -mx\u007f\r')
  await says(/admin@p3[\s\S]*aarch64\r\n/)
  expect(text()).not.toContain('secret')
  node.stop()
})

test('a panic stops it, and it boots again', async () => {
  const { node, text, type, says } = nodeUnderTest()
  await says(/login: $/)
  type('pi\r\rpanic\r')
  await says(/Kernel panic - not syncing[\s\S]*Booting Linux/)
  expect(text().match(/Booting Linux/g)).toHaveLength(2)
  node.stop()
})
