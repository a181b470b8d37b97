import {
  commandLineOf,
  listUdpHolders,
  serviceOf,
  type UdpHolder,
} from '../platform/udp-holders.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { byHand, type Finding, ok, problem, type Repair, warning } from './finding.ts'

const id = 'udp-ports'
const title = 'The UDP ports that boards ask are free'

/** Ports that serving opens, with what for. */
const services: Readonly<Record<number, string>> = {
  53: 'names',
  67: 'DHCP',
  69: 'TFTP',
  4011: 'proxy DHCP',
}

/** Does another program hold a port that the station must open on the chosen network port? */
export async function checkUdpPorts(parts: DoctorParts): Promise<Finding> {
  const { interfaceName, namesForBoards } = parts.settings.current()
  if (parts.serving().kind === 'serving') return ok(id, title, 'The station itself holds them.')
  const holders = await listUdpHolders(parts.run)
  if (holders === null) {
    const next = 'Install iproute2, or look with "ss -ulnp".'
    return warning(id, title, 'It could not be looked who holds them.', next)
  }
  const wanted = [67, 69, 4011, ...(namesForBoards ? [53] : [])]
  const inTheWay = holders.filter(
    (holder) => wanted.includes(holder.port) && isInTheWay(holder, interfaceName),
  )
  if (inTheWay.length === 0) return ok(id, title, `${wanted.join(', ')} are free.`)
  return describe(await Promise.all(inTheWay.map(identify)))
}

/** Linux lets two sockets share a port when each is bound to an interface of its own, and not otherwise. */
function isInTheWay(holder: UdpHolder, interfaceName: string | null): boolean {
  const isEverywhere = /^(0\.0\.0\.0|\*|\[::\])$/.test(holder.address)
  return (
    (holder.interfaceName === null && isEverywhere) ||
    (interfaceName !== null && holder.interfaceName === interfaceName)
  )
}

type Culprit = {
  readonly port: number
  readonly words: string
  readonly processId: number | null
  readonly service: string | null
  readonly isLibvirt: boolean
}

async function identify({ port, program }: UdpHolder): Promise<Culprit> {
  if (program === null) {
    const words = 'a program of another user (run the doctor as root to see which)'
    return { port, words, processId: null, service: null, isLibvirt: false }
  }
  const { name, processId } = program
  const isLibvirt = (await commandLineOf(processId)).includes('/libvirt/')
  const words = `${isLibvirt ? "dnsmasq of libvirt's virtual network" : nameInWords(name)} (process ${processId})`
  return { port, words, processId, service: await serviceOf(processId), isLibvirt }
}

const knownPrograms: Readonly<Record<string, string>> = {
  dnsmasq: 'dnsmasq, a small DHCP, TFTP and DNS server',
  dhcpd: "ISC's DHCP server",
  'kea-dhcp4': "ISC's Kea DHCP server",
  'systemd-network': "systemd-networkd's DHCP server",
  'systemd-resolve': "systemd-resolved's DNS stub",
  'in.tftpd': 'tftpd-hpa, a TFTP server',
  atftpd: 'atftpd, a TFTP server',
  named: 'BIND, a DNS server',
  connmand: 'ConnMan',
  node: 'Node.js, maybe another station',
}

function nameInWords(name: string): string {
  return knownPrograms[name] ?? name
}

function describe(culprits: readonly Culprit[]): Finding {
  const found = culprits
    .map(({ port, words }) => `UDP ${port} (${services[port]}) is held by ${words}`)
    .join('; ')
  return problem(
    id,
    title,
    `${found}.`,
    'End that program while boards are served, or let it leave this network port alone.',
    repairOf(culprits),
  )
}

function repairOf(culprits: readonly Culprit[]): Repair | null {
  const owners = [...new Map(culprits.map((one) => [one.processId, one])).values()]
  if (owners.some((one) => one.processId === null)) return null
  const title = 'End the program that holds the port'
  if (owners.every((one) => one.service !== null && !one.isLibvirt)) {
    const names = [...new Set(owners.map((one) => one.service ?? ''))]
    return {
      kind: 'commands',
      title,
      commands: names.map((service) => ({
        id: service,
        what: `Stop the service ${service}, until this computer starts again.`,
        argv: ['systemctl', 'stop', service],
        undo: ['systemctl', 'start', service],
      })),
    }
  }
  return {
    kind: 'by-hand',
    title,
    plan: owners.map((one) =>
      one.isLibvirt
        ? byHand(
            `process-${one.processId}`,
            "Switch libvirt's default network off.",
            'sudo virsh net-destroy default',
            'sudo virsh net-start default',
          )
        : byHand(
            `process-${one.processId}`,
            `End ${one.words}.`,
            `sudo kill ${one.processId}`,
            null,
          ),
    ),
  }
}
