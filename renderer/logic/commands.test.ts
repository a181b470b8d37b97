import { expect, test } from 'vitest'
import { type Command, findCommands } from './commands.ts'

const command = (label: string, keywords = ''): Command => ({
  id: label,
  group: 'boards',
  label,
  keywords,
  run: () => undefined,
})
const labels = (found: readonly Command[]) => found.map(({ label }) => label)
const commands = [
  command('rig reboot'),
  command('Über'),
  command('Reboot'),
  command('x', 'e4:5f 1f2'),
]

test('a command that begins with the search comes first', () => {
  expect(labels(findCommands(commands, 'reb', 9))).toEqual(['Reboot', 'rig reboot'])
})

test('every word must be there, in the name or the keywords', () => {
  expect(labels(findCommands(commands, '1f2 E4', 9))).toEqual(['x'])
  expect(findCommands(commands, 'reboot 1f2', 9)).toEqual([])
})

test('accents do not matter', () => {
  expect(labels(findCommands(commands, 'uber', 9))).toEqual(['Über'])
})

test('nothing searched finds all, up to the limit', () => {
  expect(findCommands(commands, ' ', 3)).toHaveLength(3)
})
