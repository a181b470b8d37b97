import { expect, test } from 'vitest'
import { routeOfArguments, routeOfLink } from './deep-link.ts'

test('a link to a board, a job, an image or a page is its route', () => {
  expect(routeOfLink('bootbench://board/b-10000000abcd1234')).toBe('board/b-10000000abcd1234')
  expect(routeOfLink('bootbench://job/7f3a')).toBe('job/7f3a')
  expect(routeOfLink('bootbench://history')).toBe('history')
  expect(routeOfLink('bootbench://bench/')).toBe('bench')
})

test.each([
  'https://board/1',
  'bootbench://board/',
  'bootbench://board/../settings',
  'bootbench://board/1/2',
  'bootbench://board/%3Cscript%3E',
  'bootbench://board/1?deploy=now',
  'bootbench://board/1#x',
  'bootbench://user@board/1',
  'bootbench://files/etc',
  `bootbench://board/${'a'.repeat(201)}`,
  'bootbench:',
  'nonsense',
])('a link that is none of ours is refused: %s', (link) => {
  expect(routeOfLink(link)).toBeNull()
})

test('a link is found among the words of a command line', () => {
  expect(routeOfArguments(['/opt/Bootbench/bootbench', '--flag', 'bootbench://board/b1'])).toBe(
    'board/b1',
  )
  expect(routeOfArguments(['/opt/Bootbench/bootbench'])).toBeNull()
})
