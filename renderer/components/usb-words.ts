import type { UsbStage } from '../../contract/usb-board.ts'
import { percentOf } from '../logic/format.ts'
import { t } from '../text/translate.ts'

/** Where a boot over USB is, in a few words. */
export function usbStageWords(stage: UsbStage): string {
  if (stage.kind === 'sending-bootcode') {
    const percent = `${Math.round(percentOf(stage.sentBytes, stage.totalBytes))} %`
    return t('usb.stage.sending-bootcode', { percent })
  }
  if (stage.kind === 'serving-files') {
    const { fileName } = stage
    return fileName === '' ? t('usb.stage.listening') : t('usb.stage.serving-files', { fileName })
  }
  return t(`usb.stage.${stage.kind}`)
}
