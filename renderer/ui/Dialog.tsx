import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { classNames } from './class-names.ts'

type DialogProps = {
  readonly title: string
  readonly onClose: () => void
  readonly wide?: boolean
  /** The title is spoken and not shown. */
  readonly hideTitle?: boolean
  /** Hangs from the upper edge, so that a list in it can change its length without moving its beginning. */
  readonly top?: boolean
  readonly role?: 'dialog' | 'alertdialog'
  readonly children: ReactNode
}

/** A dialog in the middle of the window. Mounted means open; Escape closes it, and the focus goes back. */
export function Dialog(props: DialogProps) {
  const { title, onClose, wide = false, hideTitle = false, top = false, role = 'dialog' } = props
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      className={classNames(
        'fixed inset-0 z-20 flex justify-center bg-scrim sm:p-6',
        top ? 'items-start sm:pt-[12dvh]' : 'items-end sm:items-center',
      )}
    >
      <Modal
        className={classNames(
          top ? 'max-h-[76dvh]' : 'max-h-[94dvh]',
          'w-full overflow-auto border border-edge bg-surface text-ink shadow-high sm:rounded-2xl',
          top ? 'rounded-b-2xl' : 'rounded-t-2xl',
          wide ? 'sm:max-w-4xl' : 'sm:max-w-2xl',
        )}
      >
        <AriaDialog role={role} className="flex flex-col gap-5 p-5 outline-none sm:p-6">
          <Heading
            slot="title"
            level={2}
            className={hideTitle ? 'sr-only' : 'text-xl font-bold text-balance'}
          >
            {title}
          </Heading>
          {props.children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** The row of buttons at a dialog's end; the deed stands last, on the right. */
export function DialogButtons({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-3">{children}</div>
}
