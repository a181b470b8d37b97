import type { UsbBoard, UsbStage } from '../../contract/usb-board.ts'
import type { EepromRun } from '../../contract/usb-eeprom.ts'
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

/** Where a board is, in a few words; of one that ran the recovery program, what came of that. */
export function usbBoardWords({ stage, target, eeprom }: UsbBoard): string {
  const run = finishedRun(stage, target, eeprom)
  return run === null ? usbStageWords(stage) : t(`eeprom.outcome.${run.outcome}`)
}

/** The run of the recovery program that a board has just ended without a failure; null where it did something else. */
export function finishedRun(
  stage: UsbStage,
  target: UsbBoard['target'],
  eeprom: EepromRun | null,
): EepromRun | null {
  return stage.kind === 'booted' && target === 'recovery' ? eeprom : null
}

/** Why a board can't be booted into anything now; null where it can. */
export function usbReasonAgainst({ stage, isPluggedIn }: UsbBoard): string | null {
  const boots = !['waiting', 'booted', 'failed'].includes(stage.kind)
  if (boots) return t('usb.boots')
  if (isPluggedIn) return null
  return t(stage.kind === 'booted' ? 'usb.hasLeft' : 'usb.unplugged')
}
