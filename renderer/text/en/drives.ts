/** Words of cards and drives in the station's own computer. */
export const drives = {
  title: 'Cards and drives',
  card: 'Drive {{name}}',
  lead: 'Of this computer. What is written to one is verified like a board’s storage.',
  state: { refused: 'Not usable', mounted: 'Mounted', starting: 'Starts', gone: 'Unplugged' },
  size: 'Size',
  serial: 'Serial',
  path: 'Device',
  usbPort: 'USB port',
  mountedAt: 'Mounted at',
  unmount: 'Unmount',
  unmounted: 'Unmounted.',
  deployTo: 'Deploy to {{name}}',
  backupOf: 'Backup of {{name}}',
  page: 'History of {{name}}',
  armedAway: 'Armed. It begins as soon as the drive is plugged in and nobody else uses it.',
  interrupted: 'The drive was unplugged. Plug it in again, in any port: the job then goes on.',
  largest: 'The largest that is used',
  largestHint:
    'What is larger is refused: it is more likely somebody’s disk than a card for a board.',
  ofUsbBoard: 'This is the storage of the board on USB port {{path}}, in mass-storage mode.',
  usbBoardStorage: 'Its storage is below under cards and drives:',
} as const
