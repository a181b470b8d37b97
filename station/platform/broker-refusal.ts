import type { ChildProcess } from 'node:child_process'

export type BrokerRefusalCode =
  | 'broker-missing'
  | 'bad-request'
  | 'no-channel'
  | 'interface-unusable'
  | 'not-permitted'
  | 'port-in-use'
  | 'system-error'
  | 'handover-failed'
  /** A program that the broker needs (nft) is not installed. */
  | 'program-missing'
  /** Another broker already lets boards through to the internet on this computer. */
  | 'already-held'
  /** Something that was put on could not be taken back; the message names it and the command. */
  | 'not-taken-back'
  /** The drive is not the one that was asked for, or may not be touched. */
  | 'drive-unusable'
  | 'timed-out'

export interface BrokerRefusal {
  readonly kind: 'refused'
  readonly code: BrokerRefusalCode
  /** One sentence for people: what happened, why, what to do next. */
  readonly message: string
}

// The exit codes of native/broker-refusal.h: change both together.
const meaningOfExitCode: Readonly<Record<number, BrokerRefusalCode>> = {
  2: 'bad-request',
  3: 'no-channel',
  4: 'interface-unusable',
  5: 'not-permitted',
  6: 'port-in-use',
  7: 'system-error',
  8: 'handover-failed',
  9: 'program-missing',
  10: 'already-held',
  11: 'not-taken-back',
  12: 'drive-unusable',
}

const messageLimitCharacters = 1000

/** The refusal that an exit code and the text on stderr stand for; `otherwise` when the code says nothing. */
export function refusalOfExit(
  code: number | null,
  text: string,
  otherwise: BrokerRefusalCode,
): BrokerRefusal {
  const meaning = code === null ? undefined : meaningOfExitCode[code]
  const message = text === '' ? 'the broker ended without a word; try again' : text
  return { kind: 'refused', code: meaning ?? otherwise, message }
}

/** The refusal for a broker that could not be started at all. */
export function brokerMissing(brokerPath: string, error: Error): BrokerRefusal {
  const message = `the broker ${brokerPath} could not be started (${error.message}); build it with native/build.sh or install Bootbench again`
  return { kind: 'refused', code: 'broker-missing', message }
}

/** Gathers what a broker says on stderr, without its own name; at most 1000 characters. */
export function collectErrorText(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(0, messageLimitCharacters)
  })
  return () => text.trim().replace(/^bootbench-broker: /, '')
}
