/** Words of the deploy dialog. */
export const deploy = {
  title: 'Deploy to {{label}}',
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
  armed: '{{label}}: deploy begins.',
  notNow:
    'The agent does not run on this board now. The job is armed and begins the next time the board netboots: switch it off and on.',
} as const
