import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

type DialogProps = {
  readonly title: string
  readonly onClose: () => void
  readonly wide?: boolean
  readonly role?: 'dialog' | 'alertdialog'
  readonly children: ReactNode
}

/** A dialog in the middle of the window. Mounted means open; Escape closes it, and the focus goes back. */
export function Dialog({ title, onClose, wide = false, role = 'dialog', children }: DialogProps) {
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      className="fixed inset-0 z-20 flex items-end justify-center bg-scrim sm:items-center sm:p-6"
    >
      <Modal
        className={`max-h-[94dvh] w-full overflow-auto rounded-t-2xl bg-surface shadow-high sm:rounded-2xl ${wide ? 'sm:max-w-4xl' : 'sm:max-w-2xl'}`}
      >
        <AriaDialog role={role} className="flex flex-col gap-5 p-5 outline-none sm:p-6">
          <Heading slot="title" className="text-xl font-bold text-balance">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** The row of buttons at a dialog's end; the deed stands last, on the right. */
export function DialogButtons({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-3">{children}</div>
}
