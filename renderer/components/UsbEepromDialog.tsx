import { Download, HelpCircle } from 'lucide-react'
import { useState } from 'react'
import type { UsbBoard } from '../../contract/usb-board.ts'
import type { EepromPlan } from '../../contract/usb-eeprom.ts'
import { useAnswer } from '../hooks/use-answer.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { useSettled } from '../hooks/use-settled.ts'
import { type BootOrderChoice, chosenOrder, keepOrder } from '../logic/boot-order-choice.ts'
import { useAttachments } from '../stores/attachments.ts'
import { closeDialog, openDialog } from '../stores/dialog.ts'
import type { StationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { Field } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'
import { UsbEepromOrder } from './UsbEepromOrder.tsx'
import { UsbEepromPlan } from './UsbEepromPlan.tsx'
import { usbReasonAgainst, usbStageWords } from './usb-words.ts'

const settleMs = 250
const longestConfig = 8192

/** Plans what is written to the EEPROM of the board on this USB port, shows it whole, and has it confirmed by typing. */
export function UsbEepromDialog({ path }: { readonly path: string }) {
  const board = useAttachments(({ usbBoards }) => usbBoards.find((one) => one.path === path))
  return (
    <Dialog
      wide
      title={t('eeprom.title', {
        name: board?.serial ?? board?.macs[0] ?? t('usb.port', { path }),
      })}
      onClose={closeDialog}
    >
      {board ? <PlanForm board={board} /> : <RefusalNotice reason={t('usb.unplugged')} />}
    </Dialog>
  )
}

function PlanForm({ board }: { readonly board: UsbBoard }) {
  const [order, setOrder] = useState(keepOrder)
  const [config, setConfig] = useState<string | null>(null)
  const { plan, failure, isCurrent } = usePlan(board, order, config)
  const shownConfig = order.id === keepOrder.id ? (config ?? plan?.config) : plan?.config
  return (
    <>
      <p>{t('eeprom.intro')}</p>
      <WhoIsIt board={board} />
      <UsbEepromOrder
        order={order}
        onChange={(next) => {
          setConfig(shownConfig ?? null)
          setOrder(next)
        }}
      />
      {shownConfig !== undefined && (
        <Disclosure title={t('eeprom.config')} level={3}>
          <Field
            label={t('eeprom.config')}
            hideLabel
            hint={t('eeprom.configHint')}
            lines={8}
            mono
            maxLength={longestConfig}
            value={shownConfig}
            onChange={(text) => {
              setOrder(keepOrder)
              setConfig(text)
            }}
          />
        </Disclosure>
      )}
      {failure !== null && <NoPlan reason={failure} />}
      {plan && <UsbEepromPlan plan={plan} />}
      <Confirmation board={board} plan={isCurrent ? plan : null} />
    </>
  )
}

/** The plan of these choices, asked anew whenever they or the board change; the last one stays until the next is there. */
function usePlan(board: UsbBoard, order: BootOrderChoice, config: string | null) {
  const { path, serial, macs, stage } = board
  const wish = { path, config, bootOrder: chosenOrder(order) }
  const key = JSON.stringify([wish, serial, macs, stage.kind, stage.since])
  const settled = useSettled(JSON.stringify({ wish, key }), settleMs)
  const answer = useAnswer(settled, async (station) => {
    const asked: { wish: typeof wish; key: string } = JSON.parse(settled)
    return { plan: await station.usb.eepromPlan(asked.wish), key: asked.key }
  })
  const known = answer.kind === 'answered' ? answer.value : null
  return {
    plan: known?.plan ?? null,
    failure: answer.kind === 'failed' ? answer.message : null,
    isCurrent: known?.key === key,
  }
}

/** Without files, or with such as are not understood, there is nothing to plan; they can be downloaded here. */
function NoPlan({ reason }: { readonly reason: string }) {
  return (
    <>
      <RefusalNotice reason={reason} />
      <div>
        <Button
          icon={<Download size={18} />}
          onPress={() => openDialog({ kind: 'usb-files', target: 'recovery' })}
        >
          {t('usb.fetch.open', { target: t('usb.target.recovery') })}
        </Button>
      </div>
    </>
  )
}

/** The boot ROM tells nothing: who the board is can only be asked by a program that runs on it. */
function WhoIsIt({ board }: { readonly board: UsbBoard }) {
  const { pending, refusal, ask } = useAsk(() => undefined)
  const { path, serial, macs, stage } = board
  const runs = !['waiting', 'booted', 'failed'].includes(stage.kind)
  if ((serial !== null || macs.length > 0) && !runs) return null
  return (
    <Notice
      tone="quiet"
      icon={<HelpCircle size={20} />}
      actions={
        <Button
          isDisabled={usbReasonAgainst(board) !== null}
          isPending={pending || runs}
          onPress={() => ask((station) => station.usb.askIdentity({ path }))}
        >
          {t('eeprom.ask')}
        </Button>
      }
    >
      {runs ? t('eeprom.asking', { stage: usbStageWords(stage) }) : t('eeprom.askHint')}
      <RefusalNotice reason={refusal} />
    </Notice>
  )
}

type ConfirmationProps = {
  readonly board: UsbBoard
  /** Null while the shown plan is not that of the choices. */
  readonly plan: EepromPlan | null
}

function Confirmation({ board, plan }: ConfirmationProps) {
  const [typed, setTyped] = useState('')
  const { pending, refusal, ask } = useAsk(closeDialog)
  const against = usbReasonAgainst(board)
  const wanted = plan?.typed ?? board.path
  const isTyped = typed.trim().toLowerCase() === wanted.toLowerCase()
  const confirmation = plan?.confirmation ?? null
  const reason: StationWords | string | null = refusal ?? against
  return (
    <>
      {confirmation !== null && (
        <Field
          label={t('eeprom.type', { typed: wanted })}
          hint={t('eeprom.typeHint')}
          mono
          value={typed}
          onChange={setTyped}
          maxLength={100}
        />
      )}
      <RefusalNotice reason={reason} />
      <DialogButtons>
        <Button onPress={closeDialog}>{t('ui.cancel')}</Button>
        <Button
          look="danger"
          isDisabled={plan === null || confirmation === null || !isTyped || against !== null}
          isPending={pending}
          onPress={() => {
            if (plan === null || confirmation === null) return
            const { path, config } = plan
            ask(
              (station) => station.usb.writeEeprom({ path, config, confirmation, typed }),
              t('eeprom.writing'),
            )
          }}
        >
          {t('eeprom.write')}
        </Button>
      </DialogButtons>
    </>
  )
}
