import { type Router as ContractRouter, implement } from '@orpc/server'
import { contract } from '../contract/contract.ts'
import { createAttachmentsRouter } from './router/attachments.ts'
import { createBatchRouter } from './router/batch.ts'
import { createBoardsRouter } from './router/boards.ts'
import { createConsolesRouter } from './router/consoles.ts'
import { createDoctorRouter } from './router/doctor.ts'
import { createDrivesRouter } from './router/drives.ts'
import { createImagesRouter } from './router/images.ts'
import { createJobsRouter } from './router/jobs.ts'
import { createPowerRouter } from './router/power.ts'
import { createServingRouter } from './router/serving.ts'
import { createSettingsRouter } from './router/settings.ts'
import { createSimulationRouter, type Simulation } from './router/simulation.ts'
import { createStationRouter } from './router/station.ts'
import { createTrafficRouter } from './router/traffic.ts'
import { createUsbRouter } from './router/usb.ts'
import type { Station } from './station.ts'

/**
 * Contract to parts, one file for each subject. No logic: a call finds its part, and a refusal becomes a typed error. `simulation` comes
 * from a shell that can start simulated boards.
 */
export function createRouter(station: Station, simulation: Simulation | null = null): Router {
  return implement(contract).router({
    station: createStationRouter(station),
    doctor: createDoctorRouter(station),
    settings: createSettingsRouter(station),
    serving: createServingRouter(station),
    boards: createBoardsRouter(station),
    jobs: createJobsRouter(station),
    batch: createBatchRouter(station),
    images: createImagesRouter(station),
    traffic: createTrafficRouter(station),
    simulation: createSimulationRouter(simulation),
    attachments: createAttachmentsRouter(station),
    drives: createDrivesRouter(station),
    usb: createUsbRouter(station),
    consoles: createConsolesRouter(station),
    power: createPowerRouter(station),
  })
}

/** The router's type, for callers in the same process. */
export type Router = ContractRouter<typeof contract, Record<never, never>>
