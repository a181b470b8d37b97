import { expect, test } from 'vitest'
import type { PowerPort } from '../../contract/power.ts'
import { powerPortOf } from './power-ports.ts'

function port(id: string, usbPath: string | null, boardId: string | null = null): PowerPort {
  return { id, name: id, usbPath, state: 'on', boardId, isSwitching: false }
}

const ports = [port('root', '1-1'), port('third', '1-1.3'), port('relay', null, 'board-1')]

test('what a person said comes before what the cable says', () => {
  expect(powerPortOf(ports, { usbPath: '1-1.3', boardId: 'board-1' })?.id).toBe('relay')
})

test('a port above a hub is not offered for one of those that hang on the hub', () => {
  expect(powerPortOf(ports, { usbPath: '1-1.3', boardId: null })?.id).toBe('third')
  expect(powerPortOf(ports, { usbPath: '1-1.3.4', boardId: null })).toBeNull()
  expect(powerPortOf(ports, { usbPath: '1-1.4', boardId: null })).toBeNull()
})

test('what nobody feeds has no port', () => {
  expect(powerPortOf(ports, { usbPath: '1-12', boardId: 'board-2' })).toBeNull()
  expect(powerPortOf(ports, { usbPath: null, boardId: null })).toBeNull()
})
