/** Where a board is in its boot, as a sentence. */
export const stages = {
  power: 'Power is on: it asked for an address',
  address: 'It has an address',
  bootFiles: 'Reads boot files: {{fileName}}',
  waitingForApproval: 'The agent runs and waits for your approval',
  ready: 'The agent is ready for work',
  local: 'It boots from its own storage',
  stuck: 'Goes no further',
  silent: 'Nothing heard of it',
} as const
