import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { defaultSettings, type Settings } from '../../contract/settings.ts'
import { nothingHeard } from '../network/bench-knowledge.ts'
import { createSettingsKeeper } from '../network/settings.ts'
import type { CommandResult, RunCommand } from '../platform/run-command.ts'
import { checkAgentFiles } from './check-boot-files.ts'
import { checkClock } from './check-clock.ts'
import { checkDataFolder } from './check-data-folder.ts'
import { checkFirewall } from './check-firewall.ts'
import { checkForeignDhcp } from './check-foreign-dhcp.ts'
import { checkModemManager } from './check-modem-manager.ts'
import { checkNetworkManager } from './check-network-manager.ts'
import { checkRights } from './check-rights.ts'
import { checkServing } from './check-serving.ts'
import { checkSpanningTree } from './check-spanning-tree.ts'
import { checkUdevRules } from './check-udev-rules.ts'
import { createDoctor } from './doctor.ts'
import type { DoctorParts } from './doctor-parts.ts'
import { type FixRecord, fixRecordSchema } from './fix-record.ts'
import { applyRepair, describeRepair, undoRepair } from './repair.ts'
import { runAll } from './run-commands.ts'

// What a finding says and what its repair would run; test/station/network.test.ts repairs real things.

const folder = mkdtempSync(join(tmpdir(), 'bootbench-doctor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Answers = Readonly<Record<string, string | CommandResult>>

/** Answers as programs of this computer would; what is not named is not installed. Notes what was run. */
function recordingRun(answers: Answers): { ran: string[]; run: RunCommand } {
  const ran: string[] = []
  const run: RunCommand = async (command, args) => {
    const line = [command, ...args].join(' ')
    ran.push(line)
    const answer = answers[line] ?? answers[command]
    if (answer === undefined) return { kind: 'not-installed' }
    return typeof answer === 'string'
      ? { kind: 'exited', code: 0, stdout: answer, stderr: '' }
      : answer
  }
  return { ran, run }
}

function failing(stderr: string, code = 1): CommandResult {
  return { kind: 'exited', code, stdout: '', stderr }
}

function partsWith(
  answers: Answers = {},
  change: Partial<DoctorParts> = {},
  forThisRun: Partial<Settings> = { interfaceName: 'st0' },
): DoctorParts & { ran: string[] } {
  const { ran, run } = recordingRun(answers)
  let fixes: FixRecord = {}
  return {
    ran,
    settings: createSettingsKeeper({
      store: { read: () => defaultSettings, write: () => undefined },
      forThisRun,
    }),
    serving: () => ({ kind: 'stopped' }),
    knowledge: () => nothingHeard,
    programs: { brokerPath: '/nowhere/broker', moverPath: '/nowhere/mover' },
    bootFolders: [],
    dataFolder: folder,
    fixes: {
      read: () => fixes,
      write: (next) => {
        fixes = next
      },
    },
    run,
    isRoot: true,
    clock: Date.now,
    ...change,
  }
}

const serving = () =>
  ({
    kind: 'serving',
    interfaceName: 'st0',
    address: '10.20.50.1',
    boardUrl: 'http://10.20.50.1:5000',
    dhcp: 'server',
  }) as const

test('serving is well, stopped or refused, in words', async () => {
  expect(await checkServing(partsWith({}, { serving }))).toMatchObject({ state: 'ok' })
  expect(await checkServing(partsWith())).toMatchObject({ state: 'warning' })
  const refused = () => ({ kind: 'refused', code: 'x', message: 'Because.' }) as const
  expect(await checkServing(partsWith({}, { serving: refused }))).toMatchObject({
    state: 'problem',
    found: 'Because.',
  })
})

test('a broker without rights is told with the command that gives them', async () => {
  const parts = partsWith({ '/nowhere/broker check': '{"capabilities":["cap_net_raw"]}' })
  const found = await checkRights(parts)
  expect(found).toMatchObject({ state: 'problem' })
  expect(found.found).toContain('cap_net_bind_service, cap_net_admin')
  expect(found.repair && describeRepair(found.repair, parts)).toMatchObject({
    state: 'by-hand',
    plan: [{ command: expect.stringContaining('setcap') as string }],
  })
})

test('firewalld: the port is put into its trusted zone, and back into the one it was in', async () => {
  const parts = partsWith({
    'firewall-cmd --state': 'running',
    'firewall-cmd --get-zone-of-interface=st0': 'public\n',
    'firewall-cmd': '',
  })
  const found = await checkFirewall(parts)
  expect(found).toMatchObject({ state: 'problem', repair: { kind: 'commands' } })
  if (found.repair === null) return
  const done = await applyRepair(found.repair, parts)
  expect(parts.ran).toContain('firewall-cmd --zone=trusted --change-interface=st0')
  if (done.kind === 'refused') throw new Error(done.message)
  await undoRepair({ title: '', plan: [], undo: done.undo }, parts)
  expect(parts.ran.at(-1)).toBe('firewall-cmd --zone=public --change-interface=st0')
})

test('a firewall that only root may read is not called well', async () => {
  const parts = partsWith({ nft: failing('Operation not permitted') }, { isRoot: false })
  expect(await checkFirewall(parts)).toMatchObject({
    state: 'warning',
    repair: { kind: 'by-hand' },
  })
})

test('who is not root is shown the commands with sudo, and the fix is refused with them', async () => {
  const chain = { family: 'inet', table: 'filter', name: 'input', hook: 'input', policy: 'drop' }
  const parts = partsWith({ nft: JSON.stringify({ nftables: [{ chain }] }) }, { isRoot: false })
  const found = await checkFirewall(parts)
  if (found.repair === null) throw new Error('no repair')
  const fix = describeRepair(found.repair, parts)
  expect(fix.state).toBe('by-hand')
  expect(fix.plan[0]?.command).toBe(
    `sudo nft 'insert rule inet filter input iifname "st0" accept comment "bootbench st0"'`,
  )
  expect(await applyRepair(found.repair, parts)).toMatchObject({
    kind: 'refused',
    code: 'by-hand',
    message: expect.stringContaining('sudo nft') as string,
  })
})

test('NetworkManager that holds a served port is told to leave it, and gets it back', async () => {
  const parts = partsWith(
    { 'nmcli --get-values GENERAL.STATE device show st0': '100 (connected)', nmcli: '' },
    { serving, isRoot: false },
  )
  const found = await checkNetworkManager(parts)
  expect(found).toMatchObject({ state: 'warning' })
  if (found.repair === null) throw new Error('no repair')
  expect(describeRepair(found.repair, parts).state).toBe('available')
  const done = await applyRepair(found.repair, parts)
  if (done.kind === 'refused') throw new Error(done.message)
  await undoRepair({ title: '', plan: [], undo: done.undo }, parts)
  expect(parts.ran.slice(-2)).toEqual([
    'nmcli device set st0 managed no',
    'nmcli device set st0 managed yes',
  ])
})

test('what the running bench has heard is told: another server, and a switch with spanning tree', async () => {
  const knowledge = () => ({
    lastSearch: { at: 0, foundServer: '10.0.0.1' },
    spanningTree: { seenAt: 0, forwardDelaySeconds: 15, rapid: true, portState: null },
  })
  const parts = partsWith({}, { serving, knowledge, clock: () => 7_000 })
  expect((await checkForeignDhcp(parts)).found).toBe('10.0.0.1 answered 7 seconds ago.')
  expect((await checkSpanningTree(parts)).found).toContain('holds a port for 30 seconds')
})

test('a ModemManager that runs is found, and one that does not is not', async () => {
  const program = join(folder, 'ModemManager')
  copyFileSync('/bin/sleep', program)
  const standIn = spawn(program, ['60'], { stdio: 'ignore' })
  await once(standIn, 'spawn')
  expect(await checkModemManager(partsWith())).toMatchObject({
    state: 'warning',
    repair: { kind: 'by-hand' },
  })
  standIn.kill()
  await once(standIn, 'close')
  expect(await checkModemManager(partsWith())).toMatchObject({ state: 'ok' })
})

test('a setting that the doctor chose is put back as it was', async () => {
  const parts = partsWith({}, {}, { interfaceName: 'gone0' })
  const change = { interfaceName: 'enp3s0' }
  const done = await applyRepair({ kind: 'settings', title: '', what: '', change }, parts)
  expect(parts.settings.current().interfaceName).toBe('enp3s0')
  if (done.kind === 'refused') throw new Error(done.message)
  await undoRepair({ title: '', plan: [], undo: done.undo }, parts)
  expect(parts.settings.current().interfaceName).toBe('gone0')
})

test('a clock that stands before the program was made is wrong', async () => {
  expect(await checkClock(partsWith())).toMatchObject({ state: 'ok' })
  expect(await checkClock(partsWith({}, { clock: () => 0 }))).toMatchObject({ state: 'problem' })
})

test('an agent that was not built, and a folder that is not there, are problems', async () => {
  expect(await checkAgentFiles(partsWith())).toMatchObject({ state: 'problem' })
  const dataFolder = join(folder, 'missing')
  expect(await checkDataFolder(partsWith({}, { dataFolder }))).toMatchObject({ state: 'problem' })
  expect(await checkDataFolder(partsWith())).toMatchObject({ state: 'ok' })
})

test('when a later command fails, the earlier ones are taken back and it is told what was said', async () => {
  const { ran, run } = recordingRun({ 'ufw a': '', 'ufw -a': '', 'ufw b': failing('no right') })
  const result = await runAll(
    [
      { argv: ['ufw', 'a'], undo: ['ufw', '-a'] },
      { argv: ['ufw', 'b'], undo: ['ufw', '-b'] },
    ],
    run,
  )
  expect(result).toMatchObject({ kind: 'refused' })
  expect(result).toMatchObject({ message: expect.stringContaining('no right') as string })
  expect(ran).toEqual(['ufw a', 'ufw b', 'ufw -a'])
})

test('a fix that was done is remembered with its plan until it is taken back', async () => {
  const broker = join(folder, 'broker')
  writeFileSync(broker, '#!/bin/sh\n')
  chmodSync(broker, 0o755)
  const parts = partsWith(
    {
      'firewall-cmd --state': 'running',
      'firewall-cmd --get-zone-of-interface=st0': 'public',
      'firewall-cmd --zone=trusted --change-interface=st0': '',
    },
    { programs: { brokerPath: broker, moverPath: broker } },
  )
  const doctor = createDoctor(parts)
  expect(await doctor.fix('nothing-like-it')).toMatchObject({ code: 'nothing-to-fix' })
  expect(await doctor.undo('firewall')).toMatchObject({ code: 'nothing-to-undo' })
  await doctor.fix('firewall')
  expect(parts.fixes.read().firewall).toMatchObject({
    undo: {
      kind: 'commands',
      commands: [['firewall-cmd', '--zone=public', '--change-interface=st0']],
    },
  })
  // The zone can't be restored here, so the fix stays done.
  expect(await doctor.undo('firewall')).toMatchObject({ kind: 'refused' })
  expect(Object.keys(parts.fixes.read())).toEqual(['firewall'])
})

describe('udev rules', () => {
  const rulesFolder = join(folder, 'rules')
  const installed = join(folder, 'installed')
  const name = '90-bootbench-nodes.rules'
  const other = '70-bootbench-rpiboot.rules'
  mkdirSync(rulesFolder)
  mkdirSync(installed)
  writeFileSync(
    join(rulesFolder, name),
    '# Nodes: their\n# names. More of\n# them.\n\n# Rules.\nACTION=="add"\n',
  )
  writeFileSync(join(rulesFolder, other), '# Boards: rights.\n')
  writeFileSync(join(rulesFolder, 'README.md'), 'not a rule')
  const parts = (answers: Answers = {}, isRoot = true) =>
    partsWith(answers, { rulesFolder, rulesRead: [installed], isRoot })

  test('those that are missing or old are told, each with the commands that install it and take it away', async () => {
    writeFileSync(join(installed, other), '# Boards: rights of an older version.\n')
    const found = await checkUdevRules(parts())
    expect(found.state).toBe('warning')
    expect(found.found).toContain(`${other} (outdated), ${name} (missing)`)
    expect(found.repair && describeRepair(found.repair, parts())).toMatchObject({
      state: 'available',
      plan: [
        { id: other },
        {
          id: name,
          what: 'Nodes: their names.',
          command: `sudo install -D -m 0644 '${join(rulesFolder, name)}' /etc/udev/rules.d/${name}`,
          undo: `sudo rm /etc/udev/rules.d/${name}`,
        },
        {
          id: 'tell-udev',
          command: expect.stringMatching(/^sudo udevadm control --reload && sudo udevadm trigger /),
        },
      ],
    })
  })

  test('all are installed with one question for a password, and taken away by their names', async () => {
    const ordinary = parts({ pkexec: '' }, false)
    const repair = {
      kind: 'udev-rules',
      title: 'Install',
      canDo: true,
      paths: [join(rulesFolder, name), join(rulesFolder, other)],
      plan: [],
    } as const
    const done = await applyRepair(repair, ordinary)
    if (done.kind !== 'done') throw new Error(JSON.stringify(done))
    expect(done.undo).toEqual({ kind: 'udev-rules', names: [name, other] })
    expect(ordinary.ran[0]).toMatch(
      /^pkexec \/bin\/sh -c install .* -t \/etc\/udev\/rules\.d -- "\$@" && /,
    )
    await undoRepair({ title: '', plan: [], undo: done.undo }, ordinary)
    expect(ordinary.ran).toHaveLength(2)
    expect(ordinary.ran[1]).toContain(`sh /etc/udev/rules.d/${name} /etc/udev/rules.d/${other}`)
    const hostile = { kind: 'udev-rules', names: ['../../passwd', 'x.rules'] } as const
    expect(() => fixRecordSchema.parse({ x: { title: '', plan: [], undo: hostile } })).toThrow()
  })

  test('a dismissed question changes nothing and says what to do', async () => {
    const ordinary = parts({ pkexec: failing('', 126) }, false)
    const repair = { kind: 'udev-rules', title: '', canDo: true, paths: [], plan: [] } as const
    expect(await applyRepair(repair, ordinary)).toMatchObject({
      kind: 'refused',
      code: 'declined',
      message: expect.stringContaining('in a terminal'),
    })
  })

  test('nothing is said where all are there', async () => {
    for (const file of [name, other]) copyFileSync(join(rulesFolder, file), join(installed, file))
    expect(await checkUdevRules(parts())).toMatchObject({ state: 'ok', repair: null })
    expect(await checkUdevRules(partsWith())).toMatchObject({ state: 'ok' })
  })
})
