/** Words of the deploy dialog. */
export const deploy = {
  title: 'Auf {{label}} aufspielen',
  chooseImage: 'Abbild',
  chooseStorage: 'Speicher, der beschrieben wird',
  next: 'Weiter',
  change: 'Abbild oder Speicher ändern',
  board: 'Board',
  slot: 'Platz',
  serial: 'Seriennummer',
  model: 'Modell',
  storage: 'Speicher',
  size: 'Größe',
  cid: 'CID',
  source: 'Herkunft',
  warning: 'Alles auf diesem Speicher wird gelöscht.',
  sizeUnknown:
    'Der Client dieses Boards meldet die Größe des Speichers nicht. Ob das Abbild passt, ist also nicht geprüft.',
  confirm: 'Löschen und aufspielen',
  armed: '{{label}}: Aufspielen beginnt.',
  notNow:
    'Auf diesem Board läuft unser Agent gerade nicht. Der Auftrag ist vorgemerkt und beginnt, sobald das Board vom Netz startet: aus- und einschalten.',
} as const
