/** Words beside numbers. */
export const format = {
  bytes_one: '{{count}} byte',
  bytes_other: '{{count}} bytes',
  underTenSecondsLeft: 'under 10 s left',
  left: '{{duration}} left',
  day: 'd',
} as const
