import type { Job } from '../../contract/job.ts'
import { t } from '../text/translate.ts'

/** What the job does, for example `Deploying golden 2026`. */
export function jobWhat({ kind, imageName }: Pick<Job, 'kind' | 'imageName'>): string {
  return kind === 'deploy'
    ? t('jobs.deploying', { image: imageName })
    : t('jobs.backingUp', { image: imageName })
}
