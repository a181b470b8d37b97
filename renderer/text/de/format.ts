/** Words beside numbers. */
export const format = {
  bytes_one: '{{count}} Byte',
  bytes_other: '{{count}} Byte',
  underTenSecondsLeft: 'unter 10 s übrig',
  left: 'noch {{duration}}',
  day: 'T',
} as const
