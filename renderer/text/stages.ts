import type { BootStage } from '../../contract/board.ts'
import { assertNever } from '../../contract/errors.ts'

/** Where a board is in its boot, as a sentence. */
export function stageSentence(stage: BootStage): string {
  switch (stage.kind) {
    case 'power':
      return 'Power is on: it asked for an address'
    case 'address':
      return 'It has an address'
    case 'boot-files':
      return `Reads boot files: ${stage.fileName}`
    case 'waiting-for-approval':
      return 'The agent runs and waits for your approval'
    case 'ready':
      return 'The agent is ready for work'
    case 'local':
      return 'It boots from its own storage'
    case 'silent':
      return 'Nothing heard of it'
    default:
      return assertNever(stage)
  }
}
