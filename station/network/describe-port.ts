import type { NetworkPort } from '../../contract/settings.ts'

/** One network port in a line: `enp3s0 (1000 Mbit/s, link, 10.0.0.5/24)`. */
export function describePort(port: NetworkPort): string {
  const traits = [
    ...(port.speed === null ? [] : [`${port.speed} Mbit/s`]),
    port.isUp ? (port.hasLink ? 'link' : 'no cable') : 'off',
    ...(port.hasDefaultRoute ? ['leads to the internet'] : []),
    ...(port.kind === 'ethernet' ? [] : [port.kind]),
    ...port.addresses.filter((address) => !address.includes(':')),
  ]
  return `${port.name} (${traits.join(', ')})`
}
