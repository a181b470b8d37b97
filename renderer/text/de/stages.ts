/** Where a board is in its boot, as a sentence. */
export const stages = {
  power: 'Strom ist da: Es hat nach einer Adresse gefragt',
  address: 'Es hat eine Adresse',
  bootFiles: 'Liest Bootdateien: {{fileName}}',
  waitingForApproval: 'Der Agent läuft und wartet auf die Freigabe',
  ready: 'Der Agent ist bereit',
  local: 'Es startet von seinem eigenen Speicher',
  stuck: 'Kommt nicht weiter',
  silent: 'Es meldet sich nicht',
} as const
