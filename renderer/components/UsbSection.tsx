import type { UsbBootTarget } from '../../contract/usb-board.ts'
import { ask } from '../api/ask.ts'
import { useAttachments } from '../stores/attachments.ts'
import { t } from '../text/translate.ts'
import { Select } from '../ui/Select.tsx'
import { UsbCard } from './UsbCard.tsx'

/** Boards in USB boot mode, in the order of their ports; nothing while there is none and none would boot by itself. */
export function UsbSection() {
  const boards = useAttachments(({ usbBoards }) => usbBoards)
  const automatic = useAttachments(({ usbBoot }) => usbBoot.automatic)
  if (boards.length === 0 && automatic === null) return null
  const inOrder = [...boards].sort((one, other) => collator.compare(one.path, other.path))
  return (
    <section aria-labelledby="usb-boards" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <h2 id="usb-boards" className="text-lg font-bold">
          {t('usb.title')}{' '}
          <span className="text-base font-normal text-ink-soft">{boards.length}</span>
        </h2>
        <AutomaticChoice automatic={automatic} />
      </div>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(23.5rem,100%),1fr))] gap-4">
        {inOrder.map((board) => (
          <UsbCard key={board.path} board={board} />
        ))}
      </div>
    </section>
  )
}

const collator = new Intl.Collator('en', { numeric: true })

type Automatic = Exclude<UsbBootTarget, 'recovery'>

function AutomaticChoice({ automatic }: { readonly automatic: Automatic | null }) {
  const choices = ['none', 'agent', 'mass-storage'] as const
  return (
    <div className="w-full sm:w-72">
      <Select
        label={t('usb.automatic')}
        value={automatic ?? 'none'}
        options={choices.map((id) => ({
          id,
          label: id === 'none' ? t('usb.automaticNone') : t(`usb.target.${id}`),
          ...(id === 'none' ? {} : { description: t('usb.automaticHint') }),
        }))}
        onChange={(id) =>
          ask((station) => station.usb.setAutomatic({ target: id === 'none' ? null : id }))
        }
      />
    </div>
  )
}
