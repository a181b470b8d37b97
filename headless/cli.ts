#!/usr/bin/env node
import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Command, CommandError, exitCodes, type Shell, UsageError } from './command.ts'
import { backupCommand } from './commands/backup.ts'
import { batchCommand } from './commands/batch.ts'
import { boardsCommand } from './commands/boards.ts'
import { bootFilesCommand } from './commands/boot-files.ts'
import { demoCommand } from './commands/demo.ts'
import { deployCommand } from './commands/deploy.ts'
import { doctorCommand } from './commands/doctor.ts'
import { drivesCommand } from './commands/drives.ts'
import { imagesCommand } from './commands/images.ts'
import { jobsCommand } from './commands/jobs.ts'
import { nodesCommand } from './commands/nodes.ts'
import { powerCommand } from './commands/power.ts'
import { serveCommand } from './commands/serve.ts'
import { usbCommand } from './commands/usb.ts'
import { usbEepromCommand } from './commands/usb-eeprom.ts'
import { inheritedSocket } from './socket-activation.ts'

const commands: readonly Command[] = [
  serveCommand,
  demoCommand,
  boardsCommand,
  deployCommand,
  backupCommand,
  drivesCommand,
  batchCommand,
  jobsCommand,
  imagesCommand,
  nodesCommand,
  powerCommand,
  bootFilesCommand,
  usbCommand,
  usbEepromCommand,
  doctorCommand,
]

const end = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => end.abort())

process.exitCode = await main(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  signal: end.signal,
  programFolder: fileURLToPath(new URL('..', import.meta.url)),
  homeFolder: process.env.BOOTBENCH_HOME ?? homedir(),
  isRoot: process.getuid?.() === 0,
  isTerminal: process.stdin.isTTY === true,
  inheritedSocket: inheritedSocket(process.env, process.pid),
})

async function main(args: readonly string[], shell: Shell): Promise<number> {
  const [name, ...rest] = args
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) {
    const asked = name === undefined || ['help', '--help', '-h'].includes(name)
    ;(asked ? shell.print : shell.complain)(
      asked ? overview() : `There is no command "${name}".\n\n${overview()}`,
    )
    return asked ? exitCodes.done : exitCodes.usage
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    shell.print(command.help)
    return exitCodes.done
  }
  try {
    return await command.run(rest, shell)
  } catch (error) {
    return complain(error, command, shell)
  }
}

function complain(error: unknown, command: Command, shell: Shell): number {
  if (error instanceof UsageError) {
    shell.complain(`${error.message}\n\n${command.help}`)
    return exitCodes.usage
  }
  if (error instanceof CommandError) {
    shell.complain(error.message)
    return error.exitCode
  }
  throw error
}

function overview(): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  return [
    'bootbench: provision Raspberry Pi boards over one network port',
    '',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    '"bootbench COMMAND --help" tells more. Exit codes: 0 done, 1 failed or refused, 2 command line not understood, 3 no station answers.',
  ].join('\n')
}
