import type { Drive } from '../../contract/drive.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'
import { drivesOf, findDrive } from '../find-drive.ts'
import { formatBytes, formatTable } from '../format.ts'
import { clientOptions, parseArguments, parseNumber } from '../parse-arguments.ts'
import { defaultStation, withStation } from '../station-client.ts'

export const drivesCommand: Command = {
  name: 'drives',
  summary: "list the cards and drives of the station's computer; unmount one",
  help: [
    'bootbench drives [--json] [--station URL]',
    'bootbench drives unmount DRIVE [--station URL]',
    'bootbench drives limit GIGABYTES [--station URL]',
    '',
    'Cards in readers, USB sticks, and boards whose storage appears as a drive. "bootbench deploy DRIVE IMAGE" and',
    '"bootbench backup DRIVE" work on them as on boards; DRIVE is the serial number (or its end) or the device (/dev/sdb).',
    '"limit" says how large a drive may be: a larger one is likelier somebody\'s disk than a card, and is refused.',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: clientOptions,
      allowPositionals: true,
    })
    const [verb, words] = positionals
    const limit = verb === 'limit' ? parseNumber(words ?? '', 'The limit', 1, 1_000_000) : null
    return withStation(values.station ?? defaultStation, async (client) => {
      if (limit !== null) {
        await client.settings.change({ largestDriveBytes: limit * 1_000_000_000 })
        return exitCodes.done
      }
      const drives = await drivesOf(client)
      if (verb === undefined) {
        shell.print(values.json === true ? JSON.stringify(drives, null, 2) : table(drives))
        return exitCodes.done
      }
      if (verb !== 'unmount' || words === undefined)
        throw new UsageError('Say "bootbench drives", "unmount DRIVE" or "limit GIGABYTES".')
      await client.drives.unmount({ id: findDrive(drives, words).id })
      shell.print('Unmounted.')
      return exitCodes.done
    })
  },
}

function table(drives: readonly Drive[]): string {
  if (drives.length === 0) return 'No card or drive is plugged into this computer.'
  return formatTable(
    ['DEVICE', 'NAME', 'SIZE', 'SERIAL', 'USB PORT', 'STATE'],
    drives.map(({ path, name, sizeBytes, serial, usbPath, refusal }) => [
      path,
      name,
      formatBytes(sizeBytes),
      serial,
      usbPath ?? '',
      refusal === null ? 'usable' : refusal.message,
    ]),
  )
}
