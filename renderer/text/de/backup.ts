/** Words of the backup dialog. */
export const backup = {
  title: '{{label}} sichern',
  chooseStorage: 'Speicher, der gelesen wird',
  name: 'Name des neuen Abbilds',
  nameHint: 'Es erscheint unter Abbilder, sobald es versiegelt und geprüft ist.',
  what: 'Der Speicher wird nur gelesen, auf dem Board ändert sich nichts. Das Board komprimiert das Gelesene und schickt es an die Station; sie versiegelt es zu einem Abbild, das wieder aufgespielt werden kann.',
  confirm: 'Sicherung starten',
  started: '{{label}}: Sicherung beginnt.',
  defaultName: '{{label}} {{date}}',
} as const
