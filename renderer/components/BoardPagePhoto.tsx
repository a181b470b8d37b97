import { Camera, ImagePlus, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { type Board, boardLabel } from '../../contract/board.ts'
import { photoOf } from '../api/photo.ts'
import { useAnswer } from '../hooks/use-answer.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

/** The photo of a board's label: shown, taken by camera or file, replaced and removed. */
export function BoardPagePhoto({ board }: { readonly board: Board }) {
  const [changes, setChanges] = useState(0)
  const [unreadable, setUnreadable] = useState(false)
  const { pending, refusal, ask } = useAsk(() => setChanges((count) => count + 1))
  async function keep(file: File) {
    const jpegBase64 = await photoOf(file)
    setUnreadable(jpegBase64 === null)
    if (jpegBase64 === null) return
    ask(
      (station) => station.boards.setPhoto({ id: board.id, jpegBase64 }),
      t('boardPage.photoSaved'),
    )
  }
  return (
    <Card title={t('boardPage.photo')}>
      {board.hasPhoto ? (
        <Photo board={board} changes={changes} />
      ) : (
        <p className="text-ink-soft">{t('boardPage.photoNone')}</p>
      )}
      <RefusalNotice reason={refusal ?? (unreadable ? t('boardPage.photoUnreadable') : null)} />
      <div className="flex flex-wrap gap-2">
        {hasTouch() && (
          <PhotoButton
            icon={<Camera size={18} />}
            camera
            pending={pending}
            onFile={keep}
            words={t('boardPage.photoTake')}
          />
        )}
        <PhotoButton
          icon={<ImagePlus size={18} />}
          pending={pending}
          onFile={keep}
          words={board.hasPhoto ? t('boardPage.photoReplace') : t('boardPage.photoChoose')}
        />
        {board.hasPhoto && (
          <Button
            look="ghost"
            icon={<Trash2 size={18} />}
            onPress={() =>
              ask(
                (station) => station.boards.setPhoto({ id: board.id, jpegBase64: null }),
                t('boardPage.photoRemoved'),
              )
            }
          >
            {t('boardPage.photoRemove')}
          </Button>
        )}
      </div>
    </Card>
  )
}

/** Telephones and tablets have a camera at hand; elsewhere a camera button would only open the same file chooser. */
function hasTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches
}

type PhotoButtonProps = {
  readonly icon: ReactNode
  readonly camera?: boolean
  readonly pending: boolean
  readonly onFile: (file: File) => void
  readonly words: string
}

function PhotoButton({ icon, camera = false, pending, onFile, words }: PhotoButtonProps) {
  return (
    <FileTrigger
      acceptedFileTypes={['image/*']}
      {...(camera ? { defaultCamera: 'environment' as const } : {})}
      onSelect={(files) => {
        const [file] = files ?? []
        if (file) onFile(file)
      }}
    >
      <Button icon={icon} isPending={pending}>
        {words}
      </Button>
    </FileTrigger>
  )
}

type PhotoProps = { readonly board: Board; readonly changes: number }

function Photo({ board, changes }: PhotoProps) {
  const answer = useAnswer(`${board.id} ${changes}`, (station) =>
    station.boards.photo({ id: board.id }),
  )
  if (answer.kind === 'failed') return <RefusalNotice reason={answer.message} />
  const jpeg = answer.kind === 'answered' ? answer.value.jpegBase64 : null
  if (jpeg === null) return <div className="h-48 rounded-lg bg-sunken" />
  return (
    <img
      src={`data:image/jpeg;base64,${jpeg}`}
      alt={t('boardPage.photoOf', { label: boardLabel(board) })}
      className="max-h-96 w-full rounded-lg border border-line bg-sunken object-contain"
    />
  )
}
