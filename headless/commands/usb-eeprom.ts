import { readFileSync } from 'node:fs'
import type { UsbBoard } from '../../contract/usb-board.ts'
import type { EepromPlan, EepromRun } from '../../contract/usb-eeprom.ts'
import { type Command, CommandError, exitCodes, type Shell, UsageError } from '../command.ts'
import { confirm } from '../confirm.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, type StationClient, withStation } from '../station-client.ts'

export const usbEepromCommand: Command = {
  name: 'usb-eeprom',
  summary: "write the bootloader's EEPROM of a board on a USB cable (CM4, CM5, Pi 4, Pi 5)",
  help: [
    'bootbench usb-eeprom PORT [--boot-order 0xf21] [--config FILE] [--plan] [--yes] [--json] [--station URL]',
    'bootbench usb-eeprom PORT --ask [--json] [--station URL]',
    '',
    "PORT is the USB port as the board's card shows it, for example 1-1.2. The recovery program and the image are imported before:",
    '"bootbench boot-files import-usb recovery FOLDER". Shows the image, the configuration line by line and what speaks against it,',
    'asks, writes, and says what the board confirmed.',
    '  --ask              only ask the board who it is; it starts anew after that, and nothing is written',
    '  --boot-order HEX   put this BOOT_ORDER into the configuration',
    '  --config FILE      take this configuration instead of what the board has, or the image',
    '  --plan             show the plan and write nothing',
    '  --yes              do not ask',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: {
        ...clientOptions,
        ask: { type: 'boolean' },
        'boot-order': { type: 'string' },
        config: { type: 'string' },
        plan: { type: 'boolean' },
        yes: { type: 'boolean' },
      },
      allowPositionals: true,
    })
    const [path] = positionals
    if (path === undefined || !/^\d+-\d+(\.\d+)*$/.test(path))
      throw new UsageError('Say which USB port, for example 1-1.2.')
    return withStation(values.station ?? defaultStation, async (client) => {
      const print = (value: unknown, text: string): void =>
        shell.print(values.json === true ? JSON.stringify(value, null, 2) : text)
      if (values.ask === true) {
        await client.usb.askIdentity({ path })
        return endOf(await followRun(client, path, shell), print)
      }
      const config = values.config === undefined ? null : readConfig(values.config)
      const wish = { path, config, bootOrder: values['boot-order'] ?? null }
      const plan = await client.usb.eepromPlan(wish)
      if (values.plan === true || plan.confirmation === null) {
        print(plan, planText(plan))
        return plan.confirmation === null ? exitCodes.failed : exitCodes.done
      }
      await confirm(shell, { text: planText(plan), expected: plan.typed, yes: values.yes === true })
      await client.usb.writeEeprom({
        path,
        config: plan.config,
        confirmation: plan.confirmation,
        typed: plan.typed,
      })
      return endOf(await followRun(client, path, shell), print)
    })
  },
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(
      `The configuration ${file} can't be read (${String(error)}). Nothing was done. Give a text file.`,
    )
  }
}

const signs = { kept: ' ', removed: '-', added: '+' } as const

/** Everything that the plan says, for a terminal. */
function planText(plan: EepromPlan): string {
  const { image, lines, warnings, refusals, present } = plan
  const built =
    image.builtAt === null ? '' : `, ${new Date(image.builtAt).toISOString().slice(0, 10)}`
  return [
    `Board: ${plan.serial ?? 'not known'} on USB port ${plan.path} (${plan.chip})`,
    `Image: ${image.fileName}${built}, SHA-256 ${image.sha256}`,
    present === null
      ? 'Configuration, against that of the image:'
      : `Configuration, against what the board has (${present.source}):`,
    ...lines.map(({ change, text }) => `  ${signs[change]} ${text}`),
    ...warnings.map(({ message }) => `Note: ${message}`),
    ...refusals.map(({ message }) => `Refused: ${message}`),
  ].join('\n')
}

/** Waits until the recovery program has ended; says each new message of the boot. Ends with the person's Ctrl+C. */
async function followRun(client: StationClient, path: string, shell: Shell): Promise<UsbBoard> {
  let said = 0
  for await (const { usbBoards } of await client.attachments.watch(undefined, {
    signal: shell.signal,
  })) {
    const board = usbBoards.find((one) => one.path === path)
    if (board === undefined) break
    for (const line of board.log.slice(said)) shell.complain(line)
    said = Math.max(said, board.log.length)
    if (board.eeprom !== null && board.eeprom.outcome !== 'running') return board
    if (board.stage.kind === 'failed') return board
  }
  throw new CommandError(
    `The board on USB port ${path} is not there any more, or the command was ended. Look at its card for what came of it.`,
  )
}

const outcomes: Readonly<Record<EepromRun['outcome'], string>> = {
  running: 'The recovery program runs.',
  asked: 'The board has told who it is; nothing was written.',
  confirmed: 'Written: the board has what was sent.',
  unconfirmed: 'The board took the image and did not confirm that it was written.',
  mismatch: 'The board has something else than what was sent.',
  failed: 'The board says that it was not written.',
  'not-sent': 'The board did not take the image.',
}

function endOf(board: UsbBoard, print: (value: unknown, text: string) => void): number {
  const { stage, eeprom } = board
  const told = (eeprom?.properties ?? []).map(({ name, value }) => `${name}: ${value}`)
  const kept = eeprom?.keptIn ? [`Copies: ${eeprom.keptIn} (in the data folder)`] : []
  const end = stage.kind === 'failed' ? stage.message : outcomes[eeprom?.outcome ?? 'running']
  print(board, [...told, ...kept, end].join('\n'))
  const isDone = eeprom?.outcome === 'confirmed' || eeprom?.outcome === 'asked'
  return isDone && stage.kind !== 'failed' ? exitCodes.done : exitCodes.failed
}
