import type { BootStage } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
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

/** What a job does, with the name of its image. */
export function jobWords({ kind, imageName }: Pick<Job, 'kind' | 'imageName'>): string {
  return kind === 'deploy'
    ? t('jobs.deploying', { image: imageName })
    : t('jobs.backingUp', { image: imageName })
}
