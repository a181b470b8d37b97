/**
 * Settings of recovery.bin that change fuses, lock the EEPROM or empty it (rpiboot's folders `secure-boot-recovery` and
 * `secure-boot-recovery5`), or that let it take an image which is too old for the board (release notes of 2026-09-23).
 */
const lasting = [
  'program_pubkey',
  'program_jtag_lock',
  'program_rpiboot_gpio',
  'revoke_devkey',
  'eeprom_write_protect',
  'erase_eeprom',
  'bootloader_allow_mfg_downgrade',
]

/**
 * Why these boot files would write to the board that boots them; null when they only boot it. Nobody said that a board may be written
 * who asked to boot our agent or a mass-storage gadget.
 */
export function dangerIn(names: readonly string[], config: string): string | null {
  const written = names.find((name) => /(^|[/:])(pieeprom[^/]*|recovery[^/]*\.bin)$/i.test(name))
  if (written !== undefined) return `${written} writes the bootloader's EEPROM`
  return lastingSetting(config)
}

/** The setting of recovery.bin in this `config.txt` that nobody takes back, in words; null where there is none. */
export function lastingSetting(config: string): string | null {
  const setting = config
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').split('=')[0]?.trim() ?? '')
    .find((name) => lasting.includes(name))
  return setting === undefined ? null : `config.txt has ${setting}`
}
