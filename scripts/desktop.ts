// npm run desktop: starts the desktop app from this checkout, if Electron's runtime is there.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { electronProgram } from './electron-runtime.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = electronProgram()
if (program === null) {
  process.stderr.write(
    "Electron's runtime is not on this computer: fetch it once with `npx install-electron --no`, or start the same station in the browser with `npm start`.\n",
  )
  process.exitCode = 1
} else {
  const child = spawn(program, [root, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
}
