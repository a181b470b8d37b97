import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import { refusal } from '../../contract/errors.ts'
import { listNetworkPorts } from '../network/port-list.ts'
import { listNetworkInterfaces } from '../platform/network-interfaces.ts'
import type { Station } from '../station.ts'
import { refused } from './answers.ts'

export function createServingRouter({ settings, serving, benchStart, audit }: Station) {
  const os = implement(contract.serving)
  return os.router({
    ports: os.ports.handler(async ({ errors }) => {
      const list = await listNetworkInterfaces()
      if (list.kind === 'failed') throw refused(errors, refusal('interfaces-unknown', list.message))
      return listNetworkPorts(list.interfaces, settings.current())
    }),
    plan: os.plan.handler(async ({ errors }) => {
      const plan = await benchStart.plan()
      if ('kind' in plan) throw refused(errors, plan)
      return plan
    }),
    start: os.start.handler(() => {
      audit('start-serving', settings.current().interfaceName ?? '')
      return benchStart.start()
    }),
    stop: os.stop.handler(() => {
      audit('stop-serving', settings.current().interfaceName ?? '')
      return serving.stop()
    }),
  })
}
