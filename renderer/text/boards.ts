import type { Storage } from '../../contract/board.ts'
import type { Situation } from '../logic/board-situation.ts'
import type { RailStepName, RailStepState } from '../logic/stage-rail.ts'

const situationWords: Readonly<Record<Situation, string>> = {
  booting: 'Booting',
  stuck: 'Stuck',
  'needs-approval': 'Needs approval',
  ready: 'Ready',
  armed: 'Armed',
  working: 'Working',
  interrupted: 'Interrupted',
  cancelling: 'Cancelling',
  done: 'Done',
  unverified: 'Not verified',
  failed: 'Failed',
  cancelled: 'Cancelled',
  local: 'Boots itself',
  silent: 'Silent',
}

const stepWords: Readonly<Record<RailStepName, string>> = {
  power: 'Power',
  address: 'Address',
  'boot-files': 'Boot files',
  agent: 'Agent',
  ready: 'Ready',
  writing: 'Write',
  verifying: 'Verify',
  reading: 'Read',
  sealing: 'Seal',
  done: 'Done',
}

const stepStateWords: Readonly<Record<RailStepState, string>> = {
  passed: 'passed',
  current: 'now',
  waiting: 'waits here',
  stopped: 'stopped here',
  ahead: 'not yet',
}

const storageKindWords: Readonly<Record<Storage['kind'], string>> = {
  emmc: 'eMMC',
  sd: 'SD card',
  nvme: 'NVMe',
  usb: 'USB storage',
  disk: 'Disk',
}

/** Words about boards. */
export const boardText = {
  card: (label: string) => `Board ${label}`,
  count: (count: number) => (count === 1 ? '1 board' : `${count} boards`),
  boards: 'Boards',
  all: 'All',
  filter: 'Show boards by state',
  search: 'Search',
  searchHint: 'Name, slot, serial, MAC, IP',
  nothingFound: 'No board fits this search.',
  showAll: 'Show all boards',
  situation: (situation: Situation) => situationWords[situation],
  step: (name: RailStepName) => stepWords[name],
  stepState: (state: RailStepState) => stepStateWords[state],
  storageKind: (kind: Storage['kind']) => storageKindWords[kind],
  stages: 'Stages',
  modelUnknown: 'Model not known yet',
  memory: (size: string) => `${size} RAM`,
  sizeUnknown: 'size not known',
  rename: (label: string) => `Rename ${label}`,
  namePlaceholder: 'Name of the board',
  slot: 'Slot',
  slotOf: (slot: string) => `Slot ${slot}, change`,
  noSlot: 'No slot, set one',
  slotHint:
    'Where the board is on the bench: the number on the switch port, for example. Empty takes it away.',
  serial: 'Serial',
  mac: 'MAC',
  ip: 'IP',
  storage: 'Storage',
  unknown: 'not known yet',
  noStorage: 'none found',
  deploy: 'Deploy',
  backup: 'Backup',
  identify: 'Identify: blink the LED',
  identifyHint: 'Makes the board show which one it is.',
  identified: 'The board blinks its LED.',
  more: (label: string) => `More for ${label}`,
  reboot: 'Reboot',
  rebootHint: 'Restarts the board. Nothing on it changes.',
  netboot: 'Netboot next time',
  netbootHint: 'The next time it asks, the board gets our agent. Then switch it off and on.',
  local: 'Boot local',
  localHint: 'The next time it asks, the board is told to boot from its own storage.',
  forget: 'Forget',
  forgetHint: 'Takes the board off the bench. Its jobs stay in the history.',
  approve: 'Approve board',
  approved: 'Approved.',
  approvalWhy:
    'This board’s client came without a token of this station, so anything on the cable could have sent it. Approve it only if you know this board: serial and MAC are below. Approving writes nothing.',
  forgetTitle: (label: string) => `Forget ${label}?`,
  forgetBody:
    'The board is taken off the bench. Its jobs stay in the history. If it asks for an address again, it comes back as new.',
} as const
