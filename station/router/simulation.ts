import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Refusal } from '../../contract/errors.ts'
import { refused } from './answers.ts'

/**
 * Simulated boards to try the product with. The station knows no simulator: the shell around it starts another station with such boards
 * as a process of its own, so that nothing simulated ever gets among the person's boards, jobs and images.
 */
export type Simulation = {
  /** Starts it, or finds it running; answers where its user interface is. */
  start(boards: number): Promise<{ readonly kind: 'running'; readonly url: string } | Refusal>
  stop(): Promise<void>
}

export function createSimulationRouter(simulation: Simulation | null) {
  const os = implement(contract.simulation)
  return os.router({
    start: os.start.handler(async ({ input, errors }) => {
      if (simulation === null) {
        throw errors.REFUSED({
          message:
            'Simulated boards can’t be started from here. Start them by hand: “bootbench demo”, then open the address that it prints.',
          data: { code: 'no-simulation' },
        })
      }
      const result = await simulation.start(input.boards)
      if (result.kind === 'refused') throw refused(errors, result)
      return { url: result.url }
    }),
    stop: os.stop.handler(() => simulation?.stop()),
  })
}
