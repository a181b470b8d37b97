import { type Refusal, refusal } from '../../contract/errors.ts'
import type { I2cResult } from '../platform/i2c-device.ts'

/** Why a chip could not be reached, with what to do about it. `what` names the hardware: `The ClusterHAT`. */
export function i2cRefusal(what: string, failed: Extract<I2cResult, { kind: 'failed' }>): Refusal {
  const { reason, detail } = failed
  switch (reason) {
    case 'not-installed':
      return refusal(
        'power-no-i2c-tools',
        `${what} can't be reached: the programs i2cget and i2cset are missing. Install the package i2c-tools.`,
      )
    case 'no-rights':
      return refusal(
        'power-no-rights',
        `${what} can't be reached: this user may not use the I2C bus (${detail}). Add the user to the group i2c ("sudo usermod -aG i2c USER") and log in anew, or let the doctor install the udev rules.`,
      )
    case 'no-bus':
      return refusal(
        'power-no-bus',
        `${what} can't be reached: its I2C bus is not there (${detail}). Switch I2C on ("dtparam=i2c_arm=on" in config.txt, or raspi-config), load the kernel module i2c-dev, and start the station again.`,
      )
    case 'busy':
      return refusal(
        'power-bus-busy',
        `${what} can't be reached: a driver of the kernel holds it (${detail}). Unload that driver; it is left alone until then.`,
      )
    case 'no-answer':
      return refusal(
        'power-no-answer',
        `${what} does not answer on its I2C bus (${detail}). Check that it is seated and has power, then try again.`,
      )
  }
}

/** Registers hold what no such hardware is known to hold: nothing is written to it. */
export function unknownRegisters(what: string, found: string): Refusal {
  return refusal(
    'power-unknown-registers',
    `${what} answers with registers that are not known (${found}), so its power is left alone. Start the computer again, or switch it with the maker's own program; if that works, please report these values.`,
  )
}

/** What was written did not stay. */
export function notSwitched(name: string, to: string): Refusal {
  return refusal(
    'power-not-switched',
    `${name} was told to switch ${to}, but reads back otherwise. Check its power supply and cable, then try again.`,
  )
}
