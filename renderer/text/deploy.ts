/** Words of the deploy and backup dialogs. */
export const deployText = {
  title: (label: string) => `Deploy to ${label}`,
  chooseImage: 'Image',
  chooseStorage: 'Storage to write to',
  next: 'Continue',
  change: 'Change image or storage',
  board: 'Board',
  slot: 'Slot',
  serial: 'Serial',
  model: 'Model',
  storage: 'Storage',
  size: 'Size',
  cid: 'CID',
  source: 'Source',
  warning: 'Everything on this storage will be erased.',
  sizeUnknown:
    'This board’s client does not tell how large the storage is, so nobody has checked that the image fits.',
  confirm: 'Erase and deploy',
  armed: (label: string) => `${label}: deploy begins.`,
  notNow:
    'The agent does not run on this board now. The job is armed and begins the next time the board netboots: switch it off and on.',
} as const

export const backupText = {
  title: (label: string) => `Back up ${label}`,
  chooseStorage: 'Storage to read',
  name: 'Name for the new image',
  nameHint: 'It appears under Images when it is sealed and checked.',
  what: 'The storage is only read, nothing on the board changes. The board compresses what it reads and sends it to the station, which seals it into an image that can be deployed again.',
  confirm: 'Start backup',
  started: (label: string) => `${label}: backup begins.`,
  defaultName: (label: string, date: string) => `${label} ${date}`,
} as const
