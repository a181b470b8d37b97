import type { Server } from 'node:http'
import type { Simulation } from '../station/router/simulation.ts'
import { createRouter, type Router } from '../station/router.ts'
import { createStation, type Station } from '../station/station.ts'
import type { StationOptions } from '../station/station-options.ts'
import { CommandError } from './command.ts'
import { takeUpload } from './take-upload.ts'
import { createWebServer } from './web-server.ts'

/** A station with its user interface. */
export type RunningStation = {
  readonly station: Station
  readonly router: Router
  /** The address of the user interface. */
  readonly controlUrl: string
  stop(): Promise<void>
}

/** Where the user interface is served: a port of loopback, or a listening socket that this process was given. */
export type ControlPlace = {
  readonly port: number
  /** A descriptor of a listening socket; it wins over the port. */
  readonly inheritedSocket?: number | null
  readonly interfaceFolder: string
}

/** Builds a station and serves its user interface on loopback; port 0 takes any free one. */
export async function runStation(
  options: StationOptions,
  control: ControlPlace,
  simulation: Simulation | null = null,
): Promise<RunningStation> {
  const station = await createStation(options)
  const router = createRouter(station, simulation)
  const end = new AbortController()
  const server = createWebServer({
    router,
    interfaceFolder: control.interfaceFolder,
    takeUpload: (request, fileName) => takeUpload(station, request, fileName),
    log: options.log,
    signal: end.signal,
  })
  try {
    const port = await listen(server, control)
    return {
      station,
      router,
      controlUrl: `http://127.0.0.1:${port}`,
      stop: async () => {
        server.close()
        server.closeAllConnections()
        end.abort()
        await simulation?.stop()
        await station.stop()
      },
    }
  } catch (error) {
    await station.stop()
    throw error
  }
}

function listen(server: Server, place: ControlPlace): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const { port, inheritedSocket = null } = place
  server.once('error', (error) =>
    reject(
      new CommandError(
        `The user interface can't be served on ${inheritedSocket === null ? `port ${port} of this computer` : 'the socket of systemd'}: ${error.message}. Another station may be running; end it, or choose another port with --control-port.`,
      ),
    ),
  )
  server.on('listening', () => {
    const address = server.address()
    resolve(typeof address === 'object' && address !== null ? address.port : port)
  })
  if (inheritedSocket === null) server.listen(port, '127.0.0.1')
  else server.listen({ fd: inheritedSocket })
  return promise
}
