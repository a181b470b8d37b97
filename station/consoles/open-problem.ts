/** Why a serial port can't be opened, as a code and what to do about it. */
export type OpenProblem = { readonly code: string; readonly message: string }

/** Words for the error of the system or of the package serialport, whose messages hold the system's. */
export function openProblem(path: string, error: unknown): OpenProblem {
  const reason = error instanceof Error ? error.message : String(error)
  if (/permission denied|EACCES|access denied/i.test(reason)) {
    return {
      code: 'serial-no-access',
      message: `${path} can't be opened: this user may not. Add the user to the group of serial ports (“sudo usermod -aG dialout $USER” on Debian), then log in again.`,
    }
  }
  if (/busy|lock|temporarily unavailable|EBUSY/i.test(reason)) {
    return {
      code: 'serial-in-use',
      message: `${path} can't be opened: another program holds it (${reason}). End that program (minicom, screen, ModemManager); the console then opens by itself.`,
    }
  }
  if (/cannot find module|native build|\.node|dlopen/i.test(reason)) {
    return {
      code: 'serial-unavailable',
      message: `Serial ports can't be opened on this computer: the serialport package could not be loaded (${reason}). Install Bootbench again for this system.`,
    }
  }
  return {
    code: 'serial-failed',
    message: `${path} can't be opened (${reason}). It is tried again; plug it in anew if this stays.`,
  }
}
