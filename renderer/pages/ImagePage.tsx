import { ArrowLeft, HardDrive, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import type { Image } from '../../contract/image.ts'
import { ask } from '../api/ask.ts'
import { ImageFacts } from '../components/ImageFacts.tsx'
import { imageOrigin } from '../components/image-words.ts'
import { JobTable } from '../components/JobTable.tsx'
import { PartitionBar } from '../components/PartitionBar.tsx'
import { PartitionTable } from '../components/PartitionTable.tsx'
import { RefusalNotice } from '../components/RefusalNotice.tsx'
import { type Search, useJobSearch } from '../hooks/use-job-search.ts'
import { openDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { Button, buttonClasses } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { InlineEdit } from '../ui/InlineEdit.tsx'

/** Everything about one image of the library; of one that was removed, its jobs. */
export function ImagePage({ id }: { readonly id: string }) {
  const image = useMirror(({ images }) => images.get(id))
  return (
    <>
      <a
        href={hashOf({ page: 'images' })}
        className={`${buttonClasses('ghost', false)} -mb-2 -ml-3 self-start`}
      >
        <ArrowLeft size={18} />
        {t('images.toImages')}
      </a>
      {image ? <KnownImage image={image} /> : <GoneImage id={id} />}
    </>
  )
}

function KnownImage({ image }: { readonly image: Image }) {
  return (
    <>
      <ImageHead image={image} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Card title={t('images.about')}>
          <ImageFacts image={image} />
        </Card>
        <Partitions image={image} />
      </div>
      <Card title={t('images.jobs')}>
        <ImageJobs id={image.id} />
      </Card>
    </>
  )
}

function ImageHead({ image }: { readonly image: Image }) {
  const { id, name } = image
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-72">
        <InlineEdit
          label={t('images.rename', { name })}
          value={name}
          onSave={(next) => {
            if (next) ask((station) => station.images.rename({ id, name: next }))
          }}
        >
          <h2 className="min-w-0 text-2xl font-bold break-words">{name}</h2>
        </InlineEdit>
        <p className="text-ink-soft">{imageOrigin(image)}</p>
      </div>
      <Button
        icon={<Trash2 size={18} />}
        aria-label={t('images.removeOne', { name })}
        onPress={() => openDialog({ kind: 'remove-image', imageId: id })}
      >
        {t('images.remove')}
      </Button>
    </div>
  )
}

function Partitions({ image }: { readonly image: Image }) {
  const { partitionTable } = image
  if (!partitionTable) {
    return <Card title={t('images.partitions')}>{t('images.partitionsNone')}</Card>
  }
  return (
    <Card
      title={t('images.partitions')}
      actions={
        <span className="text-sm text-ink-soft">
          {t(`images.partitionTable.${partitionTable.kind}`)}
        </span>
      }
    >
      <PartitionBar image={image} size="large" />
      <PartitionTable image={image} />
      <p className="text-sm text-ink-soft">{t('images.partitionsScale')}</p>
    </Card>
  )
}

function ImageJobs({ id }: { readonly id: string }) {
  const search = useMemo<Search>(
    () => ({ text: '', kind: null, states: [], boardId: null, imageId: id, limit: 200 }),
    [id],
  )
  const { jobs, total, failure, more } = useJobSearch(search)
  return (
    <>
      <RefusalNotice reason={failure} />
      <JobTable
        jobs={jobs}
        maxHeight="30rem"
        empty={total === null ? t('history.searching') : t('images.jobsNone')}
        onNearEnd={more}
        {...(total === null ? {} : { total })}
      />
    </>
  )
}

function GoneImage({ id }: { readonly id: string }) {
  return (
    <>
      <EmptyState icon={<HardDrive size={32} />} title={t('images.goneTitle')}>
        <p>{t('images.gone')}</p>
      </EmptyState>
      <Card title={t('images.jobsOfGone')}>
        <ImageJobs id={id} />
      </Card>
    </>
  )
}
