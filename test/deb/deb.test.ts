import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLab, type Lab } from '../lab/lab.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail } from '../lab/run-program.ts'
import { type BootedSystem, bootSystem } from './booted-system.ts'
import { cleanRoot } from './clean-root.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const url = 'http://127.0.0.1:8137'
const broker = '/usr/lib/bootbench/build/native/bootbench-broker'

describe.skipIf(needRoot('the Debian package, installed in a clean Debian and serving'))(
  'the Debian package of the headless station',
  () => {
    let folder: string
    let file: string
    let again: Promise<string>
    let lab: Lab
    let system: BootedSystem

    const makeDeb = async (out: string): Promise<string> => {
      await runOrFail(process.execPath, [join(root, 'scripts/make-deb.ts'), out], {
        limitMs: 180_000,
        // Not of the last commit, so that a commit between two builds changes nothing.
        environment: { SOURCE_DATE_EPOCH: '1790000000' },
      })
      const [name] = await readdir(out)
      return join(out, name ?? '')
    }
    /** Runs a command in the clean Debian; rejects when it fails. */
    const inside = async (...words: [string, ...string[]]): Promise<string> => {
      const { code, stdout, stderr } = await system.run(...words)
      if (code !== 0) throw new Error(`"${words.join(' ')}" ended with ${code}: ${stdout}${stderr}`)
      return stdout
    }

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'bootbench-deb-test-'))
      file = await makeDeb(join(folder, 'one'))
      // Its test waits for it: the system boots beside it.
      again = makeDeb(join(folder, 'two'))
      again.catch(() => undefined)
      lab = await createLab({
        hosts: ['station', 'board'],
        switches: {
          bench: {
            plugs: [
              { host: 'station', interfaceName: 'bench0' },
              { host: 'board', interfaceName: 'eth0' },
            ],
          },
        },
      })
      system = await bootSystem({
        root: await cleanRoot(),
        networkNamespace: lab.namespaceOf('station'),
        shown: { '/deb': join(folder, 'one') },
      })
    }, 300_000)

    afterAll(async () => {
      await again?.catch(() => undefined)
      await system?.stop()
      await lab?.remove()
      await rm(folder, { recursive: true, force: true })
    })

    test('is the same bytes when it is built again', async () => {
      expect((await readFile(await again)).equals(await readFile(file))).toBe(true)
    })

    test('installs with dpkg alone, and gives four rights to the broker and to nothing else', async () => {
      await inside('sh', '-c', 'dpkg -i /deb/*.deb')
      expect(await inside('dpkg', '--verify', 'bootbench')).not.toMatch(/missing|^..5/m)
      expect(await inside('getcap', '-r', '/usr/lib/bootbench')).toBe(
        `${broker} cap_dac_override,cap_net_bind_service,cap_net_admin,cap_net_raw=ep\n`,
      )
      expect(await inside('stat', '-c', '%U:%G %a', broker)).toBe('root:bootbench 750\n')
      expect(await inside('getent', 'passwd', 'bootbench')).toMatch(/nologin$/m)
    })

    test('brings the rules by which udev names nodes and gives boards on USB to the station', async () => {
      const rules = await readdir(join(root, 'resources/udev'))
      const installed = await inside('ls', '/usr/lib/udev/rules.d')
      for (const name of rules) expect(installed).toContain(name)
      // The doctor compares with these.
      expect(await inside('ls', '/usr/lib/bootbench/resources/udev')).toContain(rules[0])
    })

    test('its units are sound', async () => {
      const { code, stderr } = await system.run(
        'systemd-analyze',
        'verify',
        '--man=no',
        'bootbench.service',
        'bootbench.socket',
      )
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const security = await inside(
        'systemd-analyze',
        'security',
        '--no-pager',
        'bootbench.service',
      )
      console.info(`systemd-analyze security: ${security.trim().split('\n').at(-1)}`)
    })

    test('the first visit of the user interface starts the station, as its own user', async () => {
      expect(await inside('systemctl', 'is-active', 'bootbench.socket')).toBe('active\n')
      expect((await system.run('systemctl', 'is-active', 'bootbench.service')).stdout).toBe(
        'inactive\n',
      )
      const page = await lab.runIn('station', 'curl', ['-sS', '--max-time', '30', url])
      expect(page.stdout).toContain('<title>Bootbench')
      const process1 = await inside('systemctl', 'show', '-P', 'MainPID', 'bootbench.service')
      expect(await inside('stat', '-c', '%U', `/proc/${process1.trim()}`)).toBe('bootbench\n')
    })

    test('serves boards: address, boot file and HTTP, through the broker', async () => {
      const operated = await lab.runIn('station', process.execPath, [
        join(root, 'test/deb/operate-station-main.ts'),
        url,
        'bench0',
      ])
      expect(operated).toMatchObject({ code: 0, stderr: '' })
      const { serving, checkups } = JSON.parse(operated.stdout)
      expect(serving).toMatchObject({ kind: 'serving', interfaceName: 'bench0' })
      expect(checkups.filter((checkup: { state: string }) => checkup.state === 'problem')).toEqual(
        [],
      )
      const lease = await lab.runIn('board', 'busybox', [
        'udhcpc',
        '-n',
        '-q',
        '-f',
        '-i',
        'eth0',
        '-t',
        '5',
        '-s',
        '/bin/true',
        '-V',
        'PXEClient:Arch:00000:UNDI:002001',
      ])
      expect(lease.stderr + lease.stdout).toMatch(/lease of 10\.20\.50\.\d+ obtained/)
    })

    test('is there again after its process was killed, and its address was taken back meanwhile', async () => {
      await inside('systemctl', 'kill', '--signal=SIGKILL', '--kill-who=main', 'bootbench.service')
      const page = await lab.runIn('station', 'curl', [
        '-sS',
        '--max-time',
        '30',
        '--retry',
        '5',
        '--retry-all-errors',
        url,
      ])
      expect(page.stdout).toContain('<title>Bootbench')
      const addresses = await lab.runIn('station', 'ip', ['-4', '-o', 'address', 'show', 'bench0'])
      expect(addresses.stdout).toBe('')
    })

    test('keeps images and history when it is removed, and leaves nothing when it is purged', async () => {
      await inside('dpkg', '-r', 'bootbench')
      expect(await inside('ls', '/var/lib/bootbench')).toContain('bootbench.sqlite')
      expect((await system.run('systemctl', 'is-active', 'bootbench.socket')).stdout).toBe(
        'inactive\n',
      )
      await inside('dpkg', '-P', 'bootbench')
      expect((await system.run('ls', '/var/lib/bootbench')).code).not.toBe(0)
      expect((await system.run('getent', 'passwd', 'bootbench')).code).toBe(2)
    })
  },
)
