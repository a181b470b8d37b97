import { z } from 'zod'
import { mostLinks, type Route, routeInto } from './link-network.ts'

/** Which network the cables have, and the number of each USB port in it. Kept: an agent goes on when the station was started again. */
export const linkPlanSchema = z.object({
  network: z.ipv4(),
  ports: z.record(z.string(), z.number().int().min(1).max(mostLinks)),
})
export type LinkPlan = z.infer<typeof linkPlanSchema>

/** The plan for another boot: in the first network that nothing else of this computer leads to; null when all are taken. */
export function chooseNetwork(
  plan: LinkPlan,
  networks: readonly string[],
  routes: readonly Route[],
): LinkPlan | null {
  // Ours first: boards may be using it.
  const candidates = networks.includes(plan.network) ? [plan.network, ...networks] : networks
  const network = candidates.find((candidate) => routeInto(candidate, routes) === undefined)
  if (network === undefined) return null
  return network === plan.network ? plan : { network, ports: {} }
}

/** The plan in which this USB port has a number; null when there are no more. A port keeps the number that it once had. */
export function numberPort(plan: LinkPlan, usbPath: string): LinkPlan | null {
  if (plan.ports[usbPath] !== undefined) return plan
  const taken = new Set(Object.values(plan.ports))
  const number = Array.from({ length: mostLinks }, (_, index) => index + 1).find(
    (candidate) => !taken.has(candidate),
  )
  return number === undefined ? null : { ...plan, ports: { ...plan.ports, [usbPath]: number } }
}
