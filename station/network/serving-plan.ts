import type { PlanStep } from '../../contract/settings.ts'
import type { BenchSettings } from './bench-settings.ts'

/** The steps of serving behind those of the port itself: what is asked, opened and answered. */
export function planServingSteps(bench: BenchSettings, interfaceName: string): PlanStep[] {
  const { dhcp } = bench
  const { httpPort, address } = bench.place
  const nothingRemains = (id: string, what: string): PlanStep => ({
    id,
    what,
    command: null,
    undo: null,
  })
  const look = nothingRemains(
    'foreign-dhcp',
    `Ask for an address on ${interfaceName} as a made-up computer, and stop if another DHCP server answers; again at each link and every five minutes.`,
  )
  const open = nothingRemains(
    'sockets',
    `Open the sockets that boards ask, bound to ${interfaceName} alone: ${socketsOf(bench)}. They close when serving ends.`,
  )
  const answer = nothingRemains(
    'answer',
    `${answerOf(bench)} Boards find the station at ${address}, port ${httpPort}.`,
  )
  return dhcp === 'server' ? [look, open, answer] : [open, answer]
}

function socketsOf({ place, namesForBoards }: BenchSettings): string {
  const names = namesForBoards === true ? ['UDP 53 (names)'] : []
  return ['UDP 67 and 4011 (DHCP)', 'UDP 69 (TFTP)', ...names, `TCP ${place.httpPort} (HTTP)`].join(
    ', ',
  )
}

function answerOf({ dhcp, range }: BenchSettings): string {
  switch (dhcp) {
    case 'server':
      return `Give boards addresses from ${range.first} to ${range.last}.`
    case 'proxy':
      return 'Tell boards where to boot from, beside the DHCP server that gives them addresses.'
    case 'off':
      return 'Give out no addresses; boards are sent here by other means.'
  }
}
