import type { Board, BootStage } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { situationOf } from '../logic/board-situation.ts'
import { t } from '../text/translate.ts'

/** Where a board is in its boot, as a sentence. */
export function stageWords(stage: BootStage): string {
  switch (stage.kind) {
    case 'boot-files':
      return t('stages.bootFiles', { fileName: stage.fileName })
    case 'waiting-for-approval':
      return t('stages.waitingForApproval')
    default:
      return t(`stages.${stage.kind}`)
  }
}

/** The same for a board; a stuck one may begin anew every second, which is no news. */
export function boardStageWords(board: Board, newestJob: Job | null): string {
  return situationOf(board, newestJob) === 'stuck' ? t('stages.stuck') : stageWords(board.stage)
}

/** A model without the words that nearly all of them share, to fit a card: `Compute Module 4`, `Pi 4 Model B`. */
export function modelWords(model: string | null): string {
  if (model === null) return t('boards.modelUnknown')
  return model.replace(/^Raspberry (Pi (?=\D))?/, '').replace(/ Rev [\d.]+$/, '')
}

/** The name of a group of slots (`groupOfSlot`). */
export function groupWords(group: string | null): string {
  if (group === null) return t('bench.noSlotGroup')
  return group === '' ? t('bench.plainGroup') : t('bench.group', { group })
}
