/**
 * Calls to a station, for tests whose station is in a network namespace: `station-call.ts URL` reads lines like
 * `1 settings.change {"httpPort":8080}` and prints `1 ` and the answer as JSON, or `{"refused":CODE}`.
 */
import { createInterface } from 'node:readline'
import { ORPCError } from '@orpc/client'
import { type StationClient, withStation } from '../../headless/station-client.ts'

await withStation(process.argv[2] ?? '', async (client) => {
  process.stdout.write('connected\n')
  for await (const line of createInterface({ input: process.stdin })) {
    const [, number = '', path = '', input] = /^(\d+) (\S+)(?: (.*))?$/.exec(line) ?? []
    const answer = await call(client, path, input === undefined ? undefined : JSON.parse(input))
    process.stdout.write(`${number} ${JSON.stringify(answer ?? null)}\n`)
  }
})

async function call(client: StationClient, path: string, input: unknown): Promise<unknown> {
  const [subject = '', verb = ''] = path.split('.')
  const calls = client as unknown as Record<string, Record<string, (value: unknown) => unknown>>
  try {
    return await calls[subject]?.[verb]?.(input)
  } catch (error) {
    if (error instanceof ORPCError) return { refused: (error.data as { code: string }).code }
    throw error
  }
}
