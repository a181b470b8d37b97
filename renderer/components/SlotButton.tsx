import { useState } from 'react'
import { Button, Dialog, DialogTrigger, Form, Popover } from 'react-aria-components'
import type { Board } from '../../contract/board.ts'
import { ask } from '../api/ask.ts'
import { t } from '../text/translate.ts'
import { Button as UiButton } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Field } from '../ui/Field.tsx'

/** The slot as a label like on a switch port; pressing it changes it. */
export function SlotButton({ board }: { readonly board: Board }) {
  const { slot } = board
  return (
    <DialogTrigger>
      <Button
        aria-label={slot ? t('boards.slotOf', { slot }) : t('boards.noSlot')}
        className={classNames(
          'flex h-11 max-w-28 min-w-11 shrink-0 cursor-pointer items-center justify-center rounded-lg border-2 px-2 font-bold hover:border-accent',
          slot
            ? 'border-line-strong bg-sunken text-lg'
            : 'border-dashed border-line-strong text-ink-soft',
        )}
      >
        <span className="truncate">{slot ?? '–'}</span>
      </Button>
      <Popover className="w-80 max-w-[92vw] rounded-xl border border-line bg-surface p-4 shadow-high">
        <Dialog aria-label={t('boards.slot')} className="outline-none">
          {({ close }) => <SlotForm board={board} onEnd={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function SlotForm({ board, onEnd }: { readonly board: Board; readonly onEnd: () => void }) {
  const [slot, setSlot] = useState(board.slot ?? '')
  return (
    <Form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        ask((station) => station.boards.setSlot({ id: board.id, slot: slot.trim() }))
        onEnd()
      }}
    >
      <Field label={t('boards.slot')} value={slot} onChange={setSlot} hint={t('boards.slotHint')} />
      <UiButton type="submit" look="primary">
        {t('ui.save')}
      </UiButton>
    </Form>
  )
}
