import { implement } from '@orpc/server'
import type { Console } from '../../contract/console.ts'
import { contract } from '../../contract/contract.ts'
import type { Refusal } from '../../contract/errors.ts'
import type { Station } from '../station.ts'
import { type Errors, refused } from './answers.ts'

export function createConsolesRouter(station: Station) {
  const os = implement(contract.consoles)
  const { audit, options } = station
  const { consoles } = station.attached
  return os.router({
    open: os.open.handler(async ({ input, errors }) => {
      audit('console-open', input.id)
      return consoleOf(errors, await consoles.open(input.id))
    }),
    close: os.close.handler(async ({ input, errors }) => {
      audit('console-close', input.id)
      return consoleOf(errors, await consoles.close(input.id))
    }),
    setBaud: os.setBaud.handler(async ({ input, errors }) =>
      consoleOf(errors, await consoles.setBaud(input.id, input.baud)),
    ),
    setReadOnly: os.setReadOnly.handler(({ input, errors }) => {
      audit('console-read-only', input.id, { readOnly: input.readOnly })
      return consoleOf(errors, consoles.setReadOnly(input.id, input.readOnly))
    }),
    follow: os.follow.handler(({ input, errors, signal }) => {
      const output = consoles.follow(input.id, signal ?? new AbortController().signal)
      if ('kind' in output) throw refused(errors, output)
      return output
    }),
    type: os.type.handler(async ({ input, errors, signal }) => {
      const { ids, text, pauseMilliseconds } = input
      // What is typed may be a password: only that it went to several lines at once is kept.
      if (ids.length > 1) audit('console-broadcast', ids.join(' '), { characters: text.length })
      const end = signal ?? new AbortController().signal
      const result = await consoles.type(ids, text, pauseMilliseconds, end)
      if (result !== null) throw refused(errors, result)
    }),
    search: os.search.handler(async ({ input, errors }) => {
      const found = await consoles.search(input.id, input.text, input.limit)
      if ('kind' in found) throw refused(errors, found)
      return [...found]
    }),
    transcript: os.transcript.handler(async ({ input, errors }) => {
      const text = await consoles.transcript(input.id)
      if (typeof text !== 'string') throw refused(errors, text)
      return { fileName: transcriptFileName(input.id, options.clock()), text }
    }),
  })
}

function consoleOf(errors: Errors, result: Console | Refusal): Console {
  if ('kind' in result) throw refused(errors, result)
  return result
}

function transcriptFileName(id: string, now: number): string {
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')
  return `bootbench-console-${id.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}-${time}.txt`
}
