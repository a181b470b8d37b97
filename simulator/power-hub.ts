/** A hub that switches each of its ports, in the shape of the station's drivers of power ports. All ports begin on. */
export type SimulatedHub = {
  list(): Promise<{ readonly ports: readonly SimulatedHubPort[]; readonly notices: [] }>
  set(id: string, to: 'on' | 'off'): Promise<null>
}

type SimulatedHubPort = {
  readonly id: string
  readonly name: string
  readonly usbPath: string
  readonly state: 'on' | 'off'
}

/** `location` is the USB port that the hub hangs on; `onPower` hears of each port (1 and up) that is switched. */
export function createSimulatedHub(
  location: string,
  portCount: number,
  onPower: (port: number, isOn: boolean) => void = () => undefined,
): SimulatedHub {
  const off = new Set<number>()
  const ports = Array.from({ length: portCount }, (_, index) => index + 1)
  const idOf = (port: number): string => `hub-${location}-port${port}`
  return {
    list: async () => ({
      ports: ports.map((port) => ({
        id: idOf(port),
        name: `Hub ${location} port ${port}`,
        usbPath: `${location}.${port}`,
        state: off.has(port) ? 'off' : 'on',
      })),
      notices: [],
    }),
    set: async (id, to) => {
      const port = ports.find((one) => idOf(one) === id)
      if (port === undefined || off.has(port) === (to === 'off')) return null
      if (to === 'off') off.add(port)
      else off.delete(port)
      onPower(port, to === 'on')
      return null
    },
  }
}
