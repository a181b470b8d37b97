import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { refusal } from '../contract/errors.ts'
import type { Simulation } from '../station/router/simulation.ts'

type Running = { readonly child: ChildProcess; readonly url: Promise<string | null> }

/** Starting takes about two seconds: a test image is built and boards are made. */
const startLimit = 60_000

/** `bootbench demo` as a process beside this one. It ends with `stop`, and by itself when this process is gone. */
export function createSimulation(programFolder: string): Simulation {
  let running: Running | null = null
  return {
    start: async (boards) => {
      running ??= begin(programFolder, boards)
      const { child, url: waiting } = running
      child.once('exit', () => {
        if (running?.child === child) running = null
      })
      const url = await waiting
      return url === null
        ? refusal(
            'simulation-failed',
            'The simulated boards did not start. Start them by hand to see why: “bootbench demo”.',
          )
        : { kind: 'running', url }
    },
    stop: async () => {
      const child = running?.child
      running = null
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

function begin(programFolder: string, boards: number): Running {
  const child = spawn(
    process.execPath,
    [
      join(programFolder, 'headless', 'cli.ts'),
      'demo',
      '--boards',
      String(boards),
      '--network',
      'loopback',
      '--control-port',
      '0',
      '--end-with-input',
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  return { child, url: addressIn(child) }
}

/** The address of the user interface, as the demo prints it; null when it ends before, or takes too long. */
async function addressIn(child: ChildProcess): Promise<string | null> {
  if (!child.stdout) return null
  const limit = setTimeout(() => child.kill('SIGTERM'), startLimit)
  child.once('error', () => child.stdout?.destroy())
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
      if (address !== undefined) {
        // What it prints later must not fill the pipe.
        child.stdout.resume()
        return address
      }
    }
    return null
  } finally {
    clearTimeout(limit)
  }
}
