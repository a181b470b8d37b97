import { type Refusal, refusal } from '../../contract/errors.ts'
import type { Settings } from '../../contract/settings.ts'
import {
  formatIpv4,
  ipv4Number,
  isSameSubnet,
  subnetAddress,
  subnetBroadcast,
} from '../protocols/dhcp/address.ts'

/** 65,536 addresses, the most that the DHCP server's table takes. */
const largestRange = 65_536

/** Do these settings fit one another? The first contradiction as a refusal; null when there is none. */
export function checkSettings(settings: Settings): Refusal | null {
  return (
    checkName(settings) ?? checkAddress(settings) ?? checkRange(settings) ?? checkHttpPort(settings)
  )
}

/** As the kernel's dev_valid_name: what can't be a name must not reach a program's arguments. */
function checkName({ interfaceName }: Settings): Refusal | null {
  if (interfaceName === null || /^[^\s/:-][^\s/:]{0,14}$/.test(interfaceName)) return null
  // Windows and macOS name ports in words ("Ethernet 2").
  if (process.platform !== 'linux' && /^[^"\r\n]+$/.test(interfaceName)) return null
  return refusal(
    'interface-name',
    `"${interfaceName}" can't be the name of a network port. Choose one of the list.`,
  )
}

function checkAddress({ address, prefixLength }: Settings): Refusal | null {
  const first = Math.floor(ipv4Number(address) / 2 ** 24)
  if (first === 0 || first === 127 || first >= 224) {
    return refusal(
      'address-unusable',
      `${address} can't be the address of a computer on a network (RFC 6890). Choose a private one like 10.20.50.1.`,
    )
  }
  const mask = netmaskOf(prefixLength)
  if ([subnetAddress(address, mask), subnetBroadcast(address, mask)].includes(address)) {
    return refusal(
      'address-unusable',
      `${address} is the first or last address of the network ${address}/${prefixLength}, which no computer can have. Choose the one behind or before it.`,
    )
  }
  return null
}

function checkRange(settings: Settings): Refusal | null {
  const { address, prefixLength, rangeFirst, rangeLast, dhcp } = settings
  if (dhcp !== 'server') return null
  const mask = netmaskOf(prefixLength)
  const [first, last, own] = [rangeFirst, rangeLast, address].map(ipv4Number) as [
    number,
    number,
    number,
  ]
  const range = `The range ${rangeFirst} to ${rangeLast}`
  if (first > last) {
    return refusal('range-backwards', `${range} runs backwards. Put the smaller address first.`)
  }
  const outside = [rangeFirst, rangeLast].find((end) => !isSameSubnet(end, address, mask))
  if (outside !== undefined) {
    return refusal(
      'range-outside',
      `${range} is not inside the station's network: ${outside} is not in ${subnetAddress(address, mask)}/${prefixLength}. Choose addresses from ${formatIpv4(ipv4Number(subnetAddress(address, mask)) + 1)} to ${formatIpv4(ipv4Number(subnetBroadcast(address, mask)) - 1)}.`,
    )
  }
  if (own >= first && own <= last) {
    return refusal(
      'address-in-range',
      `${range} holds the station's own address ${address}, which a board must not get. Let the range begin behind it, or choose another address for the station.`,
    )
  }
  if (last - first >= largestRange) {
    return refusal(
      'range-too-large',
      `${range} holds more than ${largestRange} addresses. Choose a smaller one.`,
    )
  }
  return null
}

function checkHttpPort({ httpPort }: Settings): Refusal | null {
  if (httpPort === 80 || httpPort >= 1024) return null
  return refusal(
    'http-port',
    `The port ${httpPort} is kept for another service. Choose 80, or one from 1024 up.`,
  )
}

/** A prefix length (0 to 32) as a netmask: 24 is 255.255.255.0. */
export function netmaskOf(prefixLength: number): string {
  return formatIpv4(prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0)
}
