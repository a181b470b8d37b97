import { refusal } from '../../contract/errors.ts'
import type { I2cDevice } from '../platform/i2c-device.ts'
import { createClusterHat } from './cluster-hat.ts'
import { findHatHub } from './hat-hub.ts'
import { readHatVersion } from './hat-version.ts'
import { noPorts, type PowerDriver, type PowerNotice } from './power-driver.ts'

/** The ClusterHAT on this computer's own GPIO header, where there is one. It is looked for each time: to read two small files. */
export function createHatOnHeader(options: {
  readonly hatFolder: string
  readonly usbFolder: string
  readonly device: I2cDevice
}): PowerDriver {
  const { hatFolder, usbFolder, device } = options
  const hat = async (): Promise<PowerDriver | null> => {
    const version = await readHatVersion(hatFolder)
    if (version === null || version.major === 1) return null
    return createClusterHat({ device, version, hubPath: () => findHatHub(usbFolder) })
  }
  return {
    list: async () => {
      if ((await readHatVersion(hatFolder))?.major === 1) return { ports: [], notices: [firstHat] }
      return (await hat())?.list() ?? noPorts
    },
    set: async (id, to) => {
      const present = await hat()
      return present === null ? gone : present.set(id, to)
    },
  }
}

/** How many nodes a ClusterHAT on the header has: those of other boards are counted on from there. */
export async function hatNodes(hatFolder: string): Promise<number> {
  return (await readHatVersion(hatFolder)) === null ? 0 : 4
}

const gone = refusal(
  'power-port-gone',
  'The ClusterHAT is not there any more. Start the computer again with the HAT on it.',
)

const firstHat: PowerNotice = {
  code: 'power-hat-v1',
  message:
    'A ClusterHAT v1 is on this computer. Its power is switched by GPIO pins, which this program does not do; versions 2 and 3 have a chip for it. Switch it with the maker’s "clusterhat on p1" and "off p1".',
}
