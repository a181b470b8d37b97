import type { DatagramPort } from '../platform/datagram-port.ts'
import type { AskResolver } from './ask-resolver.ts'
import type { NamedBoard } from './board-names.ts'
import { answerNames, failedAnswer, type NameAnswer, type NameFacts } from './name-answer.ts'

export type NamesServer = { stop(): Promise<void> }

/** So many questions are asked on at once; a flood beyond that is told "not now". */
const mostForwarded = 64

/** Serves the names of the bench on UDP 53 (RFC 1035); owns `port`. Questions over TCP are not answered. */
export function startNamesServer(options: {
  readonly port: DatagramPort
  readonly stationAddress: string
  readonly boards: () => readonly NamedBoard[]
  /** Null: other names are refused. */
  readonly askResolver: AskResolver | null
  readonly log: (message: string) => void
}): NamesServer {
  const { port, askResolver } = options
  let forwarded = 0
  const facts = (): NameFacts => ({
    boards: options.boards(),
    stationAddress: options.stationAddress,
    forwards: askResolver !== null,
  })
  const forward = async (bytes: Uint8Array): Promise<NameAnswer> => {
    if (askResolver === null || forwarded >= mostForwarded) return failedAnswer(bytes, facts())
    forwarded += 1
    try {
      const answer = await askResolver(bytes)
      return answer === null ? failedAnswer(bytes, facts()) : { kind: 'answer', bytes: answer }
    } finally {
      forwarded -= 1
    }
  }
  port.onMessage((bytes, source) => {
    const first = answerNames(bytes, facts())
    const answer = first.kind === 'forward' ? forward(bytes) : Promise.resolve(first)
    answer
      .then((found) =>
        found.kind === 'answer' ? port.send(found.bytes, source.port, source.address) : undefined,
      )
      .catch((error: unknown) => options.log(`names: no answer to ${source.address}: ${error}`))
  })
  return { stop: () => port.close() }
}
