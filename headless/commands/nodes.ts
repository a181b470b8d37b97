import type { Node } from '../../contract/node.ts'
import { nodePlan } from '../../contract/node-plan.ts'
import { currentAttachments } from '../attachments.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'
import { formatTable } from '../format.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, withStation } from '../station-client.ts'

export const nodesCommand: Command = {
  name: 'nodes',
  summary: 'list Pi Zeros on USB cables, and reach them by network',
  help: [
    'bootbench nodes [list] [--json] [--station URL]',
    'bootbench nodes plan',
    'bootbench nodes addresses on|off',
    '',
    'Lists the nodes with their serial ports, interfaces and addresses, and what is to be known of each.',
    '  plan       what "addresses on" changes on this computer',
    '  addresses  give this computer an address on the cable of each node, or take them all off',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: clientOptions,
      allowPositionals: true,
    })
    const [action = 'list', wish] = positionals
    return withStation(values.station ?? defaultStation, async (client) => {
      if (action === 'addresses') {
        await client.settings.change({ nodeAddresses: readSwitch(wish) })
        return exitCodes.done
      }
      const nodes = (await currentAttachments(client)).nodes
      if (action === 'plan') shell.print(describePlan(nodes))
      else if (action !== 'list') throw new UsageError(`There is no action "${action}" for nodes.`)
      else shell.print(values.json === true ? JSON.stringify(nodes, null, 2) : describe(nodes))
      return exitCodes.done
    })
  },
}

function readSwitch(word: string | undefined): boolean {
  if (word === 'on' || word === 'off') return word === 'on'
  throw new UsageError('Say "addresses on" or "addresses off".')
}

function describe(nodes: readonly Node[]): string {
  if (nodes.length === 0) {
    return 'No node is plugged in. A Pi Zero appears here when its image makes it a USB gadget (dwc2, g_serial or ClusterCTRL).'
  }
  const table = formatTable(
    ['NODE', 'USB', 'SERIAL PORT', 'INTERFACE', 'ADDRESS'],
    nodes.map(({ name, usbPath, serialPort, networkInterface, address }) => [
      name,
      usbPath,
      serialPort ?? '',
      networkInterface ?? '',
      address ?? '',
    ]),
  )
  const notices = nodes.flatMap(({ name, notice }) =>
    notice === null ? [] : [`${name}: ${notice.message}`],
  )
  return [table, ...notices].join('\n')
}

function describePlan(nodes: readonly Node[]): string {
  const steps = nodePlan(nodes)
  if (steps.length === 0) return 'None of these nodes has a number and a network interface.'
  return steps
    .map(({ name, command, undo }) => `${name}: ${command}\n  taken back by: ${undo}`)
    .join('\n')
}
