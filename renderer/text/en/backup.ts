/** Words of the backup dialog. */
export const backup = {
  title: 'Back up {{label}}',
  chooseStorage: 'Storage to read',
  name: 'Name for the new image',
  nameHint: 'It appears under Images when it is sealed and checked.',
  what: 'The storage is only read, nothing on the board changes. The board compresses what it reads and sends it to the station, which seals it into an image that can be deployed again.',
  confirm: 'Start backup',
  started: '{{label}}: backup begins.',
  defaultName: '{{label}} {{date}}',
} as const
