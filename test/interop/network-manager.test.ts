import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createLab, type Lab } from '../lab/lab.ts'
import type { LabProcess } from '../lab/lab-process.ts'
import { needRoot } from '../lab/need-root.ts'
import { runProgram } from '../lab/run-program.ts'

// A real NetworkManager, on a message bus of its own, in a network namespace of its own. It is no dependency of the
// tests (installing it would let it take over the machine's network), so this runs only where it is there already.

const cli = join(import.meta.dirname, '../../headless/cli.ts')
const limit = 30_000
const patience = { timeout: limit, interval: 200 }

async function needNetworkManager(): Promise<boolean> {
  if (needRoot('that NetworkManager gives the port up and gets it back')) return true
  const found = await runProgram('sh', ['-c', 'command -v NetworkManager nmcli dbus-daemon'])
  if (found.code === 0) return false
  console.warn('SKIPPED, because NetworkManager or dbus-daemon is not installed: the real nmcli')
  return true
}

describe.skipIf(await needNetworkManager())('a port that NetworkManager looks after', () => {
  let lab: Lab
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootbench-nm-'))
    mkdirSync(join(folder, 'connections'), { mode: 0o700 })
    writeFileSync(join(folder, 'bus.conf'), busSettings(join(folder, 'bus')))
    writeFileSync(join(folder, 'nm.conf'), managerSettings(join(folder, 'connections')))
    lab = await createLab({
      hosts: ['station', 'board'],
      switches: {
        bench: {
          plugs: [
            { host: 'station', interfaceName: 'st0' },
            { host: 'board', interfaceName: 'bo0' },
          ],
        },
      },
    })
    lab.startIn('station', 'dbus-daemon', [
      `--config-file=${join(folder, 'bus.conf')}`,
      ...['--nofork', '--nopidfile'],
    ])
    const nothing = join(folder, 'nothing')
    lab.startIn(
      'station',
      'sh',
      [
        '-c',
        // It writes to /run, and asks udev for what /sys shows unless it may not write there.
        'mount -t tmpfs tmpfs /run && mount -o remount,ro /sys && exec NetworkManager "$@"',
        'sh',
        ...['--no-daemon', `--config=${join(folder, 'nm.conf')}`, `--config-dir=${nothing}`],
        ...[`--system-config-dir=${nothing}`, `--state-file=${join(folder, 'state')}`],
        ...[`--intern-config=${join(folder, 'intern.conf')}`, `--pid-file=${join(folder, 'pid')}`],
      ],
      { environment: bus() },
    )
    await vi.waitUntil(async () => /^\d/.test(await stateOfPort()), patience)
    await lab.runIn('station', 'nmcli', ['device', 'set', 'st0', 'managed', 'yes'], {
      environment: bus(),
    })
    await vi.waitUntil(async () => !/^10 /.test(await stateOfPort()), patience)
  }, 60_000)
  afterAll(async () => {
    await lab.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  const bus = () => ({ DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${join(folder, 'bus')}` })

  async function stateOfPort(): Promise<string> {
    const args = ['--get-values', 'GENERAL.STATE', 'device', 'show', 'st0']
    return (await lab.runIn('station', 'nmcli', args, { environment: bus() })).stdout
  }

  async function serve(...options: string[]): Promise<LabProcess> {
    const args = [cli, 'serve', '--data', join(folder, 'data'), '--control-port', '0', ...options]
    const station = lab.startIn('station', process.execPath, args, { environment: bus() })
    await station.waitForLine(/The user interface is at/, limit)
    return station
  }

  test('is left alone while boards are served, and given back after the end and after a crash', async () => {
    const station = await serve('--interface', 'st0')
    expect(station.output).toContain('Boards are served on st0')
    expect(await stateOfPort()).toMatch(/^10 \(unmanaged\)/)
    await station.stop()
    expect(await stateOfPort()).not.toMatch(/^10 /)

    const killed = await serve('--interface', 'st0')
    await killed.kill()
    expect(await stateOfPort()).toMatch(/^10 \(unmanaged\)/)
    const next = await serve()
    await expect.poll(stateOfPort, patience).not.toMatch(/^10 /)
    await next.stop()
    expect(readFileSync(join(folder, 'data', 'network-manager.json'), 'utf8').trim()).toBe('[]')
  })
})

/** A bus on which everybody in the namespace may do everything. */
function busSettings(path: string): string {
  const allow = ['user="*"', 'own="*"']
  for (const type of ['method_call', 'method_return', 'signal', 'error']) {
    allow.push(`send_type="${type}" send_requested_reply="true"`, `receive_type="${type}"`)
  }
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${path}</listen><auth>EXTERNAL</auth>
<policy context="default">${allow.map((words) => `<allow ${words}/>`).join('')}</policy></busconfig>
`
}

function managerSettings(connections: string): string {
  return `[main]\nplugins=keyfile\nauth-polkit=false\ndhcp=internal\ndns=none\nrc-manager=unmanaged\n[keyfile]\npath=${connections}\n`
}
