import type { Serving } from '../../contract/station-event.ts'

type Dhcp = Extract<Serving, { kind: 'serving' }>['dhcp']

const dhcpWords: Readonly<Record<Dhcp, string>> = {
  server: 'gives addresses',
  proxy: 'beside another DHCP server',
  off: 'gives no addresses',
}

/** Words about the station as a whole. */
export const stationText = {
  product: 'Bootbench',
  pages: 'Pages',
  bench: 'Bench',
  images: 'Images',
  history: 'History',
  simulated: 'Simulated boards',
  connecting: 'Connecting to the station…',
  stopped: 'The station does not serve boards now. Choose a network port and start it again.',
  notServing: 'Not serving',
  refusedTitle: 'The station does not serve boards',
  servingOn: (interfaceName: string, address: string) => `${interfaceName} · ${address}`,
  dhcp: (dhcp: Dhcp) => dhcpWords[dhcp],
  lost: 'Connection to the station lost, trying again.',
  lostFor: (duration: string) => `What you see is ${duration} old. Jobs go on without this window.`,
  nextTry: (seconds: number) => (seconds > 0 ? `Next try in ${seconds} s` : 'Trying now'),
  tryNow: 'Try now',
  back: 'The station is back.',
  version: (version: string) => `Version ${version}`,
} as const
