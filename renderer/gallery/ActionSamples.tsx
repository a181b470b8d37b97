import { Copy, HardDriveDownload, Lightbulb, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { t } from '../text/translate.ts'
import { ActionMenu } from '../ui/ActionMenu.tsx'
import { Button, type ButtonLook } from '../ui/Button.tsx'
import { Dialog, DialogButtons } from '../ui/Dialog.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Toolbar } from '../ui/Toolbar.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { Line, Samples } from './Samples.tsx'

const looks = ['primary', 'plain', 'danger', 'ghost'] as const

function nameOf(look: ButtonLook): string {
  const names = { primary: 'primary', plain: 'normal', danger: 'danger', ghost: 'quiet' } as const
  return t(`gallery.${names[look]}`)
}

/** What is pressed. */
export function ActionSamples() {
  return (
    <>
      <Samples part="Button">
        {() => (
          <>
            {looks.map((look) => (
              <Line key={look}>
                <Button look={look}>{nameOf(look)}</Button>
                <Button look={look} icon={<HardDriveDownload size={18} />}>
                  {t('gallery.withIcon')}
                </Button>
                <Button look={look} isPending>
                  {t('gallery.busy')}
                </Button>
                <Button look={look} isDisabled>
                  {t('gallery.disabled')}
                </Button>
              </Line>
            ))}
          </>
        )}
      </Samples>
      <Samples part="IconButton, Tooltip, ActionMenu, Toolbar">
        {() => (
          <Toolbar label={t('gallery.toolbar')}>
            <IconButton label={t('gallery.copy')} icon={<Copy size={18} />} />
            <IconButton look="ghost" label={t('gallery.quiet')} icon={<Lightbulb size={18} />} />
            <IconButton isDisabled label={t('gallery.disabled')} icon={<Trash2 size={18} />} />
            <Tooltip text={t('gallery.tooltip')}>
              <Button>{t('gallery.normal')}</Button>
            </Tooltip>
            <ActionMenu
              label={t('gallery.menu')}
              actions={[
                {
                  id: 'one',
                  label: t('gallery.action'),
                  icon: <Lightbulb size={18} />,
                  description: t('gallery.actionHint'),
                  disabled: false,
                  onAction: () => undefined,
                },
                {
                  id: 'two',
                  label: t('gallery.disabled'),
                  icon: <Trash2 size={18} />,
                  description: t('gallery.reason'),
                  disabled: true,
                  onAction: () => undefined,
                },
              ]}
            />
          </Toolbar>
        )}
      </Samples>
      <DialogSample />
    </>
  )
}

/** Opens in the theme of the window. */
function DialogSample() {
  const [open, setOpen] = useState(false)
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-mono text-sm font-semibold">Dialog, Toasts</h3>
      <Line>
        <Button onPress={() => setOpen(true)}>{t('gallery.openDialog')}</Button>
        <Button
          onPress={() => {
            toast.success(t('gallery.toastGood'))
            toast.error(t('gallery.toastBad'))
          }}
        >
          {t('gallery.toast')}
        </Button>
      </Line>
      {open && (
        <Dialog title={t('gallery.dialog')} onClose={() => setOpen(false)}>
          <p>{t('gallery.dialogText')}</p>
          <DialogButtons>
            <Button onPress={() => setOpen(false)}>{t('ui.cancel')}</Button>
            <Button look="danger" onPress={() => setOpen(false)}>
              {t('gallery.danger')}
            </Button>
          </DialogButtons>
        </Dialog>
      )}
    </section>
  )
}
