// The entry of the station's process (Electron's utilityProcess): the same station as without Electron, on ports instead of sockets.
import { serveAtStart } from './serve-at-start.ts'
import { runStationService } from './station-service.ts'

const { parentPort } = process
if (parentPort === undefined) {
  throw new Error('This is started by the desktop app. Without it, run: npm start')
}
runStationService({
  parentPort,
  exit: (code) => process.exit(code),
  log: (message) => process.stderr.write(`${message}\n`),
  begin: serveAtStart,
})
