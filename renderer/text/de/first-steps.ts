/** The way from nothing to the first deployed board. */
export const firstSteps = {
  title: 'Vom Kabel zum bespielten Board',
  lead: 'Vier Schritte. Jeder wird von selbst abgehakt, sobald die Station sieht, dass er erledigt ist.',
  guide: 'Erste Schritte',
  step: 'Schritt {{number}}',
  done: 'erledigt',
  current: 'jetzt',
  hide: 'Erste Schritte ausblenden',
  port: 'Netzwerkanschluss wählen',
  portText:
    'Der Anschluss, der zu den Boards führt. Nie der mit Internet: die Station antwortet dort als DHCP-Server.',
  portDone: 'Bedient {{port}}',
  portsLoading: 'Die Netzwerkanschlüsse werden gelesen…',
  portsNone:
    'Dieser Rechner hat keinen weiteren Netzwerkanschluss. Ein USB-Netzwerkadapter genügt.',
  portChoose: '{{port}} bedienen',
  portLink: 'verbunden',
  portNoLink: 'nicht verbunden',
  portInternet: 'hat Internet',
  portSpeed: '{{speed}} Mbit/s',
  settings: 'Alle Einstellungen',
  boards: 'Boards anschließen und einschalten',
  boardsText:
    'Boards und dieser Anschluss stecken im selben Switch; dann die Boards einschalten. Jedes erscheint hier nach Sekunden.',
  boardsPicture:
    'Der Netzwerkanschluss dieses Rechners und die Boards stecken im selben Switch; die Boards haben Strom.',
  pictureStation: 'Station',
  pictureSwitch: 'Switch',
  pictureBoards: 'Boards',
  trouble: 'Es erscheint nichts?',
  image: 'Abbild importieren',
  imageText: 'Das Betriebssystem für die Boards, als Datei oder von einer Webadresse.',
  imageDone_one: '{{count}} Abbild',
  imageDone_other: '{{count}} Abbilder',
  goToImages: 'Abbild importieren',
  deploy: 'Aufspielen',
  deployText: 'An einem Board „Aufspielen“ wählen, ansehen, was gelöscht wird, und bestätigen.',
  cable: 'Kabel',
  cableText:
    'Der Ethernet-Anschluss des Boards und der dieser Station stecken im selben Switch, und ihre Lämpchen leuchten. Über WLAN startet kein Board vom Netz.',
  power: 'Strom',
  powerText:
    'Das Board erst einschalten, wenn das Kabel steckt. Nur in den ersten Sekunden fragt es nach einer Adresse.',
  bootOrder: 'Bootreihenfolge',
  bootOrderText:
    'BOOT_ORDER im Bootloader muss das Netz (2) enthalten. Hat der Speicher des Boards schon ein System, startet das zuerst.',
  switchPort: 'Switch-Port',
  switchPortText:
    'Ein verwalteter Switch mit Spanning Tree hält einen Port 30 Sekunden zurück, länger als ein Board wartet. Für diesen Port „Edge“ oder „PortFast“ einschalten.',
  demo: 'Kein Board zur Hand?',
  demoText:
    'Simulierte Boards können dasselbe, mit einer eigenen Station: vom Vorhandenen wird nichts angerührt.',
  demoStart: 'Mit simulierten Boards ausprobieren',
  demoStarting: 'Simulierte Boards werden gestartet…',
  demoRuns: 'Simulierte Boards laufen.',
  demoOpen: 'Deren Tisch öffnen',
  demoStop: 'Beenden',
} as const
