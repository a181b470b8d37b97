import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildTestImage } from '../../simulator/demo-image.ts'
import { type Command, exitCodes, type Shell, UsageError } from '../command.ts'
import { startDemoBench } from '../demo/demo-bench.ts'
import { runMainJob } from '../demo/main-job.ts'
import { parseArguments, parseNumber } from '../parse-arguments.ts'
import { defaultControlPort } from '../station-client.ts'

const mebibyte = 1024 * 1024

export const demoCommand: Command = {
  name: 'demo',
  summary: 'run the station with simulated boards',
  help: [
    'bootbench demo [--boards N] [--once] [--network loopback|namespace] [--control-port N] [--verbose]',
    '',
    'Starts a station and simulated boards, which run the real agent on files that stand for their eMMC.',
    '  --boards N        how many (4)',
    '  --once            do the whole main job without a person, say how it went, and end',
    '  --network KIND    namespace: each board in a network namespace of its own (when root); loopback otherwise',
    '  --control-port N  where the user interface is served',
    '  --verbose         tell everything that happens',
    '  --end-with-input  end when the standard input ends: for programs that start this one',
  ].join('\n'),
  run: async (args, shell) => {
    const { values } = parseArguments({
      args: [...args],
      options: {
        boards: { type: 'string', default: '4' },
        once: { type: 'boolean' },
        network: { type: 'string', default: shell.isRoot ? 'namespace' : 'loopback' },
        'control-port': { type: 'string' },
        verbose: { type: 'boolean' },
        'end-with-input': { type: 'boolean' },
      },
    })
    const { network } = values
    if (network !== 'loopback' && network !== 'namespace') {
      throw new UsageError(`--network must be loopback or namespace, not "${network}".`)
    }
    const once = values.once === true
    const folder = mkdtempSync(join(tmpdir(), 'bootbench-demo-'))
    const imagePath = join(folder, 'demo.img')
    await buildTestImage({
      path: imagePath,
      hostName: 'bootbench-demo',
      fatFiles: { 'hello.txt': 'Hello from the boot partition.\n' },
      ext4Files: { 'etc/hostname': 'bootbench-demo\n' },
      fatMiB: 16,
      ext4MiB: 48,
    })
    const demo = await startDemoBench(
      {
        folder,
        boards: parseNumber(values.boards, '--boards', 1, 64),
        network,
        controlPort: parseNumber(
          values['control-port'] ?? (once ? '0' : String(defaultControlPort)),
          '--control-port',
          0,
          65_535,
        ),
        storageBytes: 128 * mebibyte,
        oneIsStuck: !once,
        log: values.verbose === true ? shell.complain : () => undefined,
      },
      shell,
    )
    try {
      if (once)
        return (await runMainJob(demo, imagePath, shell.print)) ? exitCodes.done : exitCodes.failed
      demo.running.station.imports.start(
        { path: imagePath, fileName: 'demo.img', name: 'demo image' },
        () => undefined,
      )
      await demo.bench.start()
      shell.print(
        `The station runs with ${values.boards} simulated boards. Open ${demo.running.controlUrl} in a browser. Ctrl+C ends it.`,
      )
      await untilEnded(shell, values['end-with-input'] === true)
      return exitCodes.done
    } finally {
      await demo.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function untilEnded(shell: Shell, endsWithInput: boolean): Promise<void> {
  return new Promise((resolve) => {
    // The open input must not keep the program alive when it is ended in another way.
    if (endsWithInput)
      process.stdin
        .once('close', () => resolve())
        .resume()
        .unref()
    if (shell.signal.aborted) resolve()
    shell.signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
