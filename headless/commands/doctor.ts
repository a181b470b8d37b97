import { mkdirSync } from 'node:fs'
import type { Checkup } from '../../contract/doctor.ts'
import type { Refusal } from '../../contract/errors.ts'
import { buildDoctor, openSettings } from '../../station/build-doctor.ts'
import { nothingHeard } from '../../station/network/bench-knowledge.ts'
import { type Command, CommandError, exitCodes, type Shell, UsageError } from '../command.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { bootFoldersOf, dataFolderOf, programsOf, rulesFolderOf } from '../places.ts'
import { defaultStation, withStation } from '../station-client.ts'

const options = {
  ...clientOptions,
  fix: { type: 'string' },
  undo: { type: 'string' },
  data: { type: 'string' },
} as const

/** What the doctor is asked to do. */
type Wish = { readonly kind: 'examine' } | { readonly kind: 'fix' | 'undo'; readonly id: string }

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check everything that must be right before boards can be served, and repair it',
  help: [
    'bootbench doctor [--fix ID | --undo ID] [--json] [--station URL] [--data FOLDER]',
    '',
    'Asks the running station to examine itself and this computer; where none runs, examines this computer directly.',
    '  --fix ID       do what is planned for this checkup (the plan is shown without this option)',
    '  --undo ID      take back what --fix did',
    '  --json         for programs',
    '  --data FOLDER  the data folder to examine where no station runs (~/.local/share/bootbench)',
    '',
    'Exit code 1 when there is a problem.',
  ].join('\n'),
  run: async (args, shell) => {
    const { values } = parseArguments({ args: [...args], options })
    const wish = readWish(values)
    const checkups = await ask(wish, values, shell)
    if (values.json === true) shell.print(JSON.stringify(checkups, null, 2))
    else for (const checkup of checkups) printCheckup(checkup, shell)
    return checkups.some(({ state }) => state === 'problem') ? exitCodes.failed : exitCodes.done
  },
}

function readWish({ fix, undo }: { fix?: string; undo?: string }): Wish {
  if (fix !== undefined && undo !== undefined)
    throw new UsageError('Give either --fix or --undo, not both.')
  if (fix !== undefined) return { kind: 'fix', id: fix }
  return undo === undefined ? { kind: 'examine' } : { kind: 'undo', id: undo }
}

/** The running station knows most; without one (and without --station) this computer is looked at from here. */
async function ask(
  wish: Wish,
  values: { station?: string; data?: string },
  shell: Shell,
): Promise<Checkup[]> {
  if (values.data !== undefined && values.station === undefined)
    return askDirectly(wish, values.data, shell)
  try {
    return await withStation(values.station ?? defaultStation, ({ doctor }) => {
      if (wish.kind === 'examine') return doctor.examine()
      return wish.kind === 'fix' ? doctor.fix({ id: wish.id }) : doctor.undo({ id: wish.id })
    })
  } catch (error) {
    const isAbsent = error instanceof CommandError && error.exitCode === exitCodes.unreachable
    if (!isAbsent || values.station !== undefined) throw error
    return askDirectly(wish, undefined, shell)
  }
}

async function askDirectly(wish: Wish, data: string | undefined, shell: Shell): Promise<Checkup[]> {
  const dataFolder = dataFolderOf(data, shell)
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const doctor = buildDoctor({
    dataFolder,
    bootFolders: bootFoldersOf(dataFolder, shell),
    programs: programsOf(shell),
    rulesFolder: rulesFolderOf(shell),
    settings: openSettings(dataFolder, {}, shell.complain),
    serving: () => ({ kind: 'stopped' }),
    knowledge: () => nothingHeard,
    clock: Date.now,
    log: shell.complain,
  })
  if (wish.kind === 'examine') return doctor.examine()
  return orThrow(await (wish.kind === 'fix' ? doctor.fix(wish.id) : doctor.undo(wish.id)))
}

function orThrow(result: Checkup[] | Refusal): Checkup[] {
  if (Array.isArray(result)) return result
  throw new CommandError(result.message)
}

function printCheckup({ id, state, title, found, next, fix }: Checkup, shell: Shell): void {
  shell.print(`${state.padEnd(7)}  ${title} (${id}): ${found}`)
  if (next !== null) shell.print(`         ${next}`)
  if (fix === null) return
  const how = {
    available: `"bootbench doctor --fix ${id}" does this:`,
    'by-hand': 'to be done in a terminal:',
    done: `was done; "bootbench doctor --undo ${id}" takes it back:`,
  }[fix.state]
  shell.print(`         ${fix.title}: ${how}`)
  for (const step of fix.plan) {
    shell.print(`         - ${step.what}`)
    if (step.command !== null) shell.print(`             ${step.command}`)
  }
}
