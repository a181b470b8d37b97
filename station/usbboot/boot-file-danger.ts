/** Settings of recovery.bin that change fuses, lock the EEPROM or empty it: rpiboot's folders `secure-boot-recovery` and `secure-boot-recovery5`. */
const lasting = [
  'program_pubkey',
  'program_jtag_lock',
  'program_rpiboot_gpio',
  'revoke_devkey',
  'eeprom_write_protect',
  'erase_eeprom',
]

/**
 * Why these boot files would write to the board that boots them; null when they only boot it. Nobody said that a board may be written
 * who asked to boot our agent or a mass-storage gadget.
 */
export function dangerIn(names: readonly string[], config: string): string | null {
  const written = names.find((name) => /(^|[/:])(pieeprom[^/]*|recovery[^/]*\.bin)$/i.test(name))
  if (written !== undefined) return `${written} writes the bootloader's EEPROM`
  const setting = config
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').split('=')[0]?.trim() ?? '')
    .find((name) => lasting.includes(name))
  return setting === undefined ? null : `config.txt has ${setting}`
}
