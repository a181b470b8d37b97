import { type Command, exitCodes } from '../command.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, withStation } from '../station-client.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check everything that must be right before boards can be served',
  help: [
    'bootbench doctor [--json] [--station URL]',
    '',
    'Asks the running station to examine itself and this computer. Exit code 1 when there is a problem.',
  ].join('\n'),
  run: async (args, shell) => {
    const { values } = parseArguments({ args: [...args], options: clientOptions })
    return withStation(values.station ?? defaultStation, async (client) => {
      const checkups = await client.doctor.examine()
      if (values.json === true) shell.print(JSON.stringify(checkups, null, 2))
      else {
        for (const checkup of checkups) {
          shell.print(`${checkup.state.padEnd(7)}  ${checkup.title}: ${checkup.found}`)
          if (checkup.next !== null) shell.print(`         ${checkup.next}`)
        }
      }
      return checkups.some((checkup) => checkup.state === 'problem')
        ? exitCodes.failed
        : exitCodes.done
    })
  },
}
