import { expect, test } from 'vitest'
import { defaultSettings, type Settings } from '../../contract/settings.ts'
import { createSettingsKeeper, storedSettingsSchema } from './settings.ts'

function keeper(forThisRun: Partial<Settings> = {}) {
  const written: Settings[] = []
  const store = {
    read: () => defaultSettings,
    write: (value: Settings) => void written.push(value),
  }
  return { written, keeper: createSettingsKeeper({ store, forThisRun }) }
}

test('what is changed is stored and the rest is kept', () => {
  const { written, keeper: settings } = keeper()
  expect(settings.change({ httpPort: 8080, address: undefined })).toMatchObject({ kind: 'changed' })
  expect(settings.current()).toEqual({ ...defaultSettings, httpPort: 8080 })
  expect(written).toEqual([{ ...defaultSettings, httpPort: 8080 }])
})

test('an option of the command line wins over the stored setting and is not stored', () => {
  const { written, keeper: settings } = keeper({ interfaceName: 'st0', httpPort: 7000 })
  expect(settings.current()).toMatchObject({ interfaceName: 'st0', httpPort: 7000 })
  settings.change({ leaseSeconds: 600 })
  expect(written[0]).toEqual({ ...defaultSettings, leaseSeconds: 600 })
  expect(settings.current()).toMatchObject({ interfaceName: 'st0', leaseSeconds: 600 })
})

test('a person who changes the same setting wins over the command line', () => {
  const { keeper: settings } = keeper({ interfaceName: 'st0' })
  settings.change({ interfaceName: 'st1' })
  expect(settings.current().interfaceName).toBe('st1')
})

test.each([
  [{ rangeLast: '10.20.51.9' }, 'range-outside'],
  [{ rangeFirst: '10.20.50.201' }, 'range-backwards'],
  [{ rangeFirst: '10.20.50.1' }, 'address-in-range'],
  [{ address: '10.20.50.0' }, 'address-unusable'],
  [{ address: '10.20.50.255' }, 'address-unusable'],
  [{ address: '127.0.0.1' }, 'address-unusable'],
  [{ address: '239.0.0.1' }, 'address-unusable'],
  [{ address: '0.0.0.1' }, 'address-unusable'],
  [{ httpPort: 443 }, 'http-port'],
  [{ interfaceName: 'eth0 up; reboot' }, 'interface-name'],
  [{ interfaceName: '--help' }, 'interface-name'],
  [{ interfaceName: '../../etc' }, 'interface-name'],
])('%o is refused as %s, and nothing is stored', (wish, code) => {
  const { written, keeper: settings } = keeper()
  expect(settings.change(wish)).toMatchObject({ kind: 'refused', code })
  expect(written).toEqual([])
  expect(settings.current()).toEqual(defaultSettings)
})

test('a range that is not used is not looked at', () => {
  expect(keeper().keeper.change({ address: '192.168.1.7', dhcp: 'proxy' }).kind).toBe('changed')
})

test('a file of an older station gets the defaults of what it does not know', () => {
  const schema = storedSettingsSchema(defaultSettings)
  expect(schema.parse({ httpPort: 8080 })).toEqual({ ...defaultSettings, httpPort: 8080 })
  expect(schema.safeParse({ httpPort: 'many' }).success).toBe(false)
})
