import { expect, test } from 'vitest'
import { emptyMirror } from '../stores/mirror.ts'
import { firstStartDone, nextStep } from './first-start.ts'
import { boardAt, imageNamed, jobIn } from './test-data.ts'

test('nothing is done at the start, and the port comes first', () => {
  expect(nextStep(firstStartDone(emptyMirror))).toBe('port')
})

test('steps count in whatever order they were done', () => {
  const done = firstStartDone({ ...emptyMirror, images: new Map([['i', imageNamed('Lite')]]) })
  expect([...done]).toEqual(['image'])
  expect(nextStep(done)).toBe('port')
})

test('only a verified deploy ends the first steps', () => {
  const content = {
    ...emptyMirror,
    status: {
      version: '',
      startedAt: 0,
      serving: {
        kind: 'serving',
        interfaceName: 'eth1',
        address: '',
        boardUrl: '',
        dhcp: 'server',
      } as const,
      warnings: [],
      batch: null,
      simulated: false,
    },
    benchBoards: new Map([['b', boardAt({ kind: 'ready', since: 1 })]]),
    images: new Map([['i', imageNamed('Lite')]]),
  }
  const failed = jobIn({ kind: 'failed', finishedAt: 1, code: '', message: '' })
  expect(nextStep(firstStartDone({ ...content, jobs: new Map([['j', failed]]) }))).toBe('deploy')
  const done = jobIn({ kind: 'done', finishedAt: 1, verifiedBytes: 1 })
  expect(nextStep(firstStartDone({ ...content, jobs: new Map([['j', done]]) }))).toBeNull()
})
