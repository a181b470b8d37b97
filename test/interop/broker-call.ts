/**
 * A program that uses the broker as the station does, for broker-hold.test.ts and broker-watch.test.ts, which
 * start it in a namespace: `broker-call.ts hold|watch JSON-OPTIONS` prints one JSON line for the result and for
 * each event; a line `end` on standard input releases or stops.
 */
import { createInterface } from 'node:readline'
import { holdInterface } from '../../station/platform/broker-hold.ts'
import { watchInterface } from '../../station/platform/broker-watch.ts'

const [verb = '', optionText = '{}'] = process.argv.slice(2)
const options = JSON.parse(optionText)
const end = verb === 'hold' ? await hold() : await watch()
createInterface({ input: process.stdin }).once('line', end)

async function hold(): Promise<() => Promise<void>> {
  const result = await holdInterface(options)
  print(result)
  if (result.kind === 'refused') process.exit(0)
  result.ended.then(print)
  return async () => {
    print({ release: await result.release() })
    process.exit(0)
  }
}

async function watch(): Promise<() => Promise<void>> {
  const result = await watchInterface({
    ...options,
    onEvent: (event) =>
      print(
        event.kind === 'bpdu'
          ? { ...event, frame: Buffer.from(event.frame).toString('hex') }
          : event,
      ),
  })
  print(result)
  if (result.kind === 'refused') process.exit(0)
  result.ended.then(print)
  return async () => {
    print({ stop: await result.stop() })
    process.exit(0)
  }
}

function print(value: unknown): void {
  console.log(JSON.stringify(value))
}
