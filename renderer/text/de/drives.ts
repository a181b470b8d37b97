/** Wörter der Karten und Laufwerke im Computer der Station. */
export const drives = {
  title: 'Karten und Laufwerke',
  card: 'Laufwerk {{name}}',
  lead: 'An diesem Computer. Was darauf geschrieben wird, wird geprüft wie der Speicher eines Boards.',
  state: {
    refused: 'Nicht benutzbar',
    mounted: 'Eingehängt',
    starting: 'Startet',
    gone: 'Abgezogen',
  },
  size: 'Größe',
  serial: 'Seriennummer',
  path: 'Gerät',
  usbPort: 'USB-Port',
  mountedAt: 'Eingehängt in',
  unmount: 'Aushängen',
  unmounted: 'Ausgehängt.',
  deployTo: 'Aufspielen auf {{name}}',
  backupOf: 'Sichern von {{name}}',
  page: 'Verlauf von {{name}}',
  armedAway:
    'Vorgemerkt. Beginnt, sobald das Laufwerk eingesteckt ist und niemand sonst es benutzt.',
  interrupted:
    'Das Laufwerk wurde abgezogen. An einem beliebigen Port wieder einstecken: Der Auftrag geht dann weiter.',
  largest: 'Das größte, das benutzt wird',
  largestHint:
    'Was größer ist, wird abgelehnt: Es ist eher die Festplatte von jemandem als eine Karte für ein Board.',
  ofUsbBoard: 'Das ist der Speicher des Boards am USB-Port {{path}}, als Massenspeicher.',
  usbBoardStorage: 'Sein Speicher steht unten bei den Karten und Laufwerken:',
} as const
