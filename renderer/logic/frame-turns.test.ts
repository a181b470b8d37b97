import { expect, test } from 'vitest'
import { createFrameTurns } from './frame-turns.ts'

function turnsUnderTest() {
  const frames: (() => void)[] = []
  const done: string[] = []
  const turns = createFrameTurns(10, (act) => frames.push(act))
  return {
    done,
    ask: (name: string, cost: number) =>
      turns.ask(() => {
        done.push(name)
        return cost
      }),
    askTwice: (name: string) =>
      turns.ask(() => {
        done.push(name)
        turns.ask(() => done.push(`${name} again`))
        return 1
      }),
    waits: () => frames.length > 0,
    frame: () => {
      frames.shift()?.()
      return done.splice(0)
    },
  }
}

test('a frame takes as many turns as its budget allows, in the order in which they were asked for', () => {
  const { ask, frame, waits } = turnsUnderTest()
  for (const name of ['a', 'b', 'c', 'd']) ask(name, 5)
  expect(frame()).toEqual(['a', 'b'])
  expect(frame()).toEqual(['c', 'd'])
  expect(waits()).toBe(false)
})

test('what costs more than a frame has one for itself', () => {
  const { ask, frame } = turnsUnderTest()
  ask('small', 1)
  ask('large', 100)
  ask('next', 1)
  expect(frame()).toEqual(['small', 'large'])
  expect(frame()).toEqual(['next'])
})

test('a wish that was taken back gets no turn', () => {
  const { ask, frame } = turnsUnderTest()
  const forget = ask('a', 1)
  ask('b', 1)
  forget()
  expect(frame()).toEqual(['b'])
})

test('who asks again in its turn waits for the next frame', () => {
  const { askTwice, frame } = turnsUnderTest()
  askTwice('a')
  expect(frame()).toEqual(['a'])
  expect(frame()).toEqual(['a again'])
})
