import type { TrafficEntry } from '../../contract/traffic.ts'

const dhcpMessages = [
  'DISCOVER',
  'OFFER',
  'REQUEST',
  'ACK',
  'NAK',
  'DECLINE',
  'RELEASE',
  'INFORM',
] as const

/** What a packet or request means for the boot of a board; each has a sentence in the texts. */
export type TrafficMeaning =
  | (typeof dhcpMessages)[number]
  | 'fileRequest'
  | 'fileAccepted'
  | 'fileMissing'
  | 'fileRefused'
  | 'fileDone'
  | 'fileEndedByBoard'
  | 'fileStopped'
  | 'fileUnanswered'
  | 'httpGet'
  | 'httpPost'
  | 'httpPut'
  | 'spanningTree'

type Sign = readonly [sign: RegExp, meaning: TrafficMeaning]

const tftpSigns: readonly Sign[] = [
  [/^RRQ /, 'fileRequest'],
  [/^(OACK|DATA) /, 'fileAccepted'],
  [/^ERROR 1 /, 'fileMissing'],
  [/^ERROR /, 'fileRefused'],
  [/ all acknowledged/, 'fileDone'],
  [/: ERROR /, 'fileEndedByBoard'],
  [/: stopped at /, 'fileStopped'],
  [/: no acknowledgement of our answer/, 'fileUnanswered'],
]

const httpSigns: readonly Sign[] = [
  [/^(GET|HEAD) /, 'httpGet'],
  [/^POST /, 'httpPost'],
  [/^PUT /, 'httpPut'],
]

/** Reads the summary of an entry; null where it says nothing that needs an explanation. */
export function meaningOf({
  protocol,
  summary,
}: Pick<TrafficEntry, 'protocol' | 'summary'>): TrafficMeaning | null {
  switch (protocol) {
    case 'dhcp':
      return dhcpMessages.find((message) => summary.split(' ')[0] === message) ?? null
    case 'tftp':
      return firstSign(tftpSigns, summary)
    case 'http':
      return firstSign(httpSigns, summary)
    case 'spanning-tree':
      return 'spanningTree'
  }
}

function firstSign(signs: readonly Sign[], summary: string): TrafficMeaning | null {
  return signs.find(([sign]) => sign.test(summary))?.[1] ?? null
}
