import type { UsbStage } from '../../contract/usb-board.ts'
import type { RailStep, RailStepName, RailStepState } from './stage-rail.ts'

const steps: readonly RailStepName[] = ['power', 'boot-code', 'returning', 'boot-files', 'booted']

const stepOf: Readonly<Record<Exclude<UsbStage['kind'], 'failed'>, RailStepName>> = {
  waiting: 'power',
  'sending-bootcode': 'boot-code',
  're-enumerating': 'returning',
  'serving-files': 'boot-files',
  booted: 'booted',
}

/** The stages of a boot over USB, and where the board is. */
export function usbRailOf(stage: UsbStage): readonly RailStep[] {
  const at = steps.indexOf(stepOf[stage.kind === 'failed' ? stage.during : stage.kind])
  return steps.map((name, index) => ({
    name,
    state: index < at ? 'passed' : index > at ? 'ahead' : stateOf(stage),
  }))
}

function stateOf({ kind }: UsbStage): RailStepState {
  if (kind === 'waiting') return 'waiting'
  if (kind === 'booted') return 'passed'
  return kind === 'failed' ? 'stopped' : 'current'
}
