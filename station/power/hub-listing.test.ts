import { expect, test } from 'vitest'
import { readHubListing } from './hub-listing.ts'

const usual = `Current status for hub 1-1.4 [0bda:5411 Generic USB2.1 Hub, USB 2.10, 4 ports, ppps]
  Port 1: 0503 power highspeed enable connect [0781:5567 SanDisk Cruzer 4C53]
  Port 2: 0100 power
  Port 3: 0000 off
  Port 4: 0107 power oc suspend enable connect
Current status for hub 2-1 [0bda:0411, USB 3.20, 2 ports, ppps]
  Port 1: 02a0 power 5gbps Rx.Detect
  Port 2: 0080 off
Current status for hub 1 [1d6b:0002 Linux 6.1 dummy_hcd Dummy host controller dummy_hcd.0, USB 2.00, 1 ports, ppps]
  Port 1: 0100 power
`

test('hubs, root hubs and their ports are read', () => {
  expect(readHubListing(usual)).toEqual([
    {
      location: '1-1.4',
      isSuperSpeed: false,
      ports: [
        { number: 1, isOn: true },
        { number: 2, isOn: true },
        { number: 3, isOn: false },
        { number: 4, isOn: true },
      ],
    },
    {
      location: '2-1',
      isSuperSpeed: true,
      ports: [
        { number: 1, isOn: true },
        { number: 2, isOn: false },
      ],
    },
    { location: '1', isSuperSpeed: false, ports: [{ number: 1, isOn: true }] },
  ])
})

test('hubs that switch all ports at once are left out', () => {
  expect(readHubListing(usual.replaceAll('ppps', 'ganged'))).toEqual([])
})

test.each([
  '',
  'No compatible devices detected!\nRun with -h to get usage info.\n',
  '  Port 1: 0100 power\n',
  'Current status for hub ../../etc [x, ppps]\n  Port 1: 0100 power\n',
])('nothing is made of %j', (text) => {
  expect(readHubListing(text)).toEqual([])
})
