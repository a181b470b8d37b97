import type { StuckCode } from '../../contract/stuck.ts'
import type { TrafficMessage, TrafficRecord } from './traffic-record.ts'

/** Which messages of the board prove a reason, and how many of the newest of them are named. */
type Proof = { readonly messages: readonly TrafficMessage[]; readonly most: number }

const fileMessages: readonly TrafficMessage[] = [
  'file-request',
  'file-answer',
  'file-refused',
  'file-end',
]
const addressMessages: readonly TrafficMessage[] = ['discover', 'offer', 'request', 'ack']

const proofs: Readonly<Record<StuckCode, Proof>> = {
  'offer-not-taken': { messages: ['discover', 'offer'], most: 6 },
  'foreign-dhcp': { messages: addressMessages, most: 4 },
  'spanning-tree': { messages: [...addressMessages, ...fileMessages], most: 4 },
  'no-boot-files-asked': { messages: addressMessages, most: 4 },
  'file-missing': { messages: ['file-request', 'file-refused'], most: 2 },
  'bootloader-too-old': { messages: ['discover', ...fileMessages], most: 4 },
  'no-network-in-boot-order': { messages: ['discover', 'http'], most: 2 },
  'answers-lost': { messages: fileMessages, most: 6 },
  'transfer-stopped': { messages: fileMessages, most: 3 },
  'stopped-between-files': { messages: fileMessages, most: 3 },
  'agent-never-called': { messages: ['file-end'], most: 2 },
  'went-silent': { messages: ['http'], most: 2 },
}

/** So many of a switch's packets are named where they prove something. */
const mostOfSwitch = 2

/**
 * Ids of the records that prove why this board is stuck, oldest first: the newest of its own that fit, of this file where the reason is about one,
 * and for spanning tree the newest of the switch. `records` is everything that is remembered.
 */
export function evidenceFor(
  code: StuckCode,
  fileName: string | null,
  boardId: string,
  records: readonly TrafficRecord[],
): number[] {
  const { messages, most } = proofs[code]
  const isAboutFile = fileName !== null && code !== 'agent-never-called'
  const ofBoard = records
    .filter(({ entry, topic }) => entry.boardId === boardId && messages.includes(topic.message))
    .filter(({ topic }) => !isAboutFile || endsWith(topic.about, fileName))
    .slice(-most)
  const ofSwitch =
    code === 'spanning-tree'
      ? records.filter(({ topic }) => topic.message === 'bpdu').slice(-mostOfSwitch)
      : []
  return [...ofBoard, ...ofSwitch].map(({ entry }) => entry.id).sort((one, other) => one - other)
}

/** Boards ask for a file with and without a folder of their own before it. */
function endsWith(about: string, fileName: string): boolean {
  return about === fileName || about.endsWith(`/${fileName}`)
}
