/** Words of the settings, and of starting and stopping to serve boards. */
export const settings = {
  title: 'Einstellungen',
  lead: 'Wie die Station Boards bedient, und wie dieses Fenster aussieht.',
  loading: 'Die Einstellungen werden gelesen…',
  saved: 'Gespeichert.',
  save: 'Speichern',
  discard: 'Änderungen verwerfen',
  unsaved: 'Noch nicht gespeichert.',
  // Serving
  serving: 'Boards bedienen',
  servingOn: 'Boards werden an {{port}} bedient',
  servingAt: 'Boards erreichen die Station unter {{url}}. DHCP: {{dhcp}}.',
  stoppedTitle: 'Es werden keine Boards bedient',
  stopped: 'An keinem Netzwerkanschluss wird geantwortet.',
  refusedTitle: 'Die Station konnte nicht anfangen',
  refusedNext:
    'Beheben, was oben steht, dann noch einmal starten. Die Diagnose prüft alles, was nötig ist.',
  toDoctor: 'Zur Diagnose',
  start: 'Boards bedienen',
  restart: 'Mit den neuen Einstellungen neu starten',
  stop: 'Anhalten',
  choosePortFirst: 'Zuerst einen Netzwerkanschluss wählen.',
  changedTitle: 'Die neuen Einstellungen gelten noch nicht',
  changed: 'Sie gelten, wenn das Bedienen das nächste Mal beginnt.',
  startTitle: 'Boards an {{port}} bedienen',
  startTitleSimulated: 'Boards bedienen',
  planLead: 'Das wird auf diesem Rechner getan, in dieser Reihenfolge:',
  planNothing: 'Auf diesem Rechner wird nichts verändert.',
  planLoading: 'Die Station wird gefragt, was sie tun würde…',
  byHand: 'Von Hand',
  takenBack: 'Zurückgenommen durch',
  copyCommand: 'Befehl kopieren',
  started: 'Boards werden an {{port}} bedient.',
  stopTitle: 'Boards nicht mehr bedienen?',
  stopBody: 'Boards bekommen keine Antwort mehr, und der Netzwerkanschluss wird zurückgestellt.',
  stopJobs_one:
    'Es läuft {{count}} Auftrag. Sein Board verliert die Station und bleibt halb beschrieben; der Auftrag geht weiter, wenn wieder bedient wird.',
  stopJobs_other:
    'Es laufen {{count}} Aufträge. Ihre Boards verlieren die Station und bleiben halb beschrieben; die Aufträge gehen weiter, wenn wieder bedient wird.',
  simulated:
    'Diese Station bedient simulierte Boards. Netzwerkanschluss und Adressen werden gespeichert, aber nicht benutzt.',
  portShowVirtual_one: '{{count}} virtuellen Anschluss zeigen',
  portShowVirtual_other: '{{count}} virtuelle Anschlüsse zeigen',
  // Port
  port: 'Netzwerkanschluss',
  portLabel: 'Anschluss, der zu den Boards führt',
  portLead: 'Über einen Switch oder direkt zu einem Board. Die Liste erneuert sich selbst.',
  portNone:
    'Dieser Rechner hat außer der internen Schleife keinen Netzwerkanschluss. Einen USB-Netzwerkadapter einstecken.',
  portGone:
    'Der gewählte Anschluss {{port}} ist gerade nicht da. Wieder einstecken oder einen anderen wählen.',
  portSpeed: '{{speed}} Mbit/s',
  portKind: { ethernet: 'Kabel', wireless: 'Funk', virtual: 'virtuell' },
  portOff: 'aus',
  portLink: 'verbunden',
  portNoLink: 'kein Kabel',
  portInternet: 'hat Internet',
  portServing: 'in Gebrauch',
  // Addresses
  addresses: 'Adressen',
  addressesLead: 'Ein eigenes Netz für die Werkbank. Die Vorgaben passen fast immer.',
  address: 'Adresse der Station',
  addressHint: 'In einem Netz, in dem dieser Rechner sonst nicht ist.',
  prefixLength: 'Präfixlänge',
  prefixHint: '24: 254 Rechner',
  rangeFirst: 'Erste Adresse für Boards',
  rangeLast: 'Letzte Adresse für Boards',
  rangeUsual: 'Den üblichen Bereich {{first}} bis {{last}} nehmen',
  lease: 'Vergabedauer in Minuten',
  leaseHint: 'So lange darf ein Board seine Adresse behalten.',
  httpPort: 'HTTP-Port für Boards',
  httpPortHint: '5000, wenn ihn kein anderes Programm hat.',
  assignAddress: 'Adresse auf den Anschluss legen',
  assignAddressHint:
    'Und am Ende wieder wegnehmen. Aus: Der Anschluss hat sie schon auf anderem Weg.',
  problem: {
    'not-an-address':
      'Das ist keine IPv4-Adresse. Sie hat vier Zahlen von 0 bis 255, etwa 10.20.50.1.',
    'address-unusable':
      'Diese Adresse kann kein Rechner haben. Eine private nehmen, etwa 10.20.50.1.',
    'address-is-edge':
      'Die erste und die letzte Adresse von {{network}} gehen nicht. Eine dazwischen nehmen.',
    'prefix-length': 'Eine ganze Zahl von 8 bis 30; 24 passt fast immer.',
    'range-backwards': 'Die letzte Adresse liegt vor der ersten.',
    'range-outside': 'Sie muss im Netz der Station liegen: von {{first}} bis {{last}}.',
    'address-in-range': 'Im Bereich liegt die Adresse der Station selbst. Dahinter anfangen.',
    'range-too-large': 'Höchstens 65536 Adressen.',
    lease: 'Von 2 Minuten bis 10080 (eine Woche).',
    'http-port': '80, oder eine Zahl von 1024 bis 65535.',
  },
  // DHCP
  dhcpTitle: 'DHCP',
  dhcp: 'Wer den Boards Adressen gibt',
  dhcpMode: {
    server: 'Die Station (der übliche Weg)',
    proxy: 'Ein anderer Server; die Station sagt, woher gestartet wird',
    off: 'Niemand hier',
  },
  dhcpHint: {
    server:
      'Für ein eigenes Netz der Werkbank. Die Station fängt nicht an, wo ein anderer DHCP-Server antwortet, und hört auf, wenn einer auftaucht.',
    proxy:
      'Für ein Netz, das schon einen DHCP-Server hat. Die Station vergibt keine Adressen; Boards müssen einen Startserver annehmen, der ein anderer ist als der Adressserver (Raspberry-Pi-Boards tun das).',
    off: 'Boards haben feste Adressen und kennen den Startserver, oder ein anderer DHCP-Server nennt ihn (Optionen 66 und 43).',
  },
  // Services
  services: 'Was Boards bekommen',
  internet: 'Internet für Boards',
  internetHint:
    'Boards erreichen das Internet über die andere Verbindung dieses Rechners (NAT). Wird am Ende entfernt, auch nach einem Absturz.',
  names: 'Namen für Boards',
  namesHint: 'Die Station beantwortet DNS-Fragen nach den Namen der Boards: gate-1.bench.',
  ipv6: 'IPv6',
  ipv6Hint: 'Boards werden auch über Link-Local und eine eigene lokale Adresse bedient.',
  serveAtStart: 'Beim Start bedienen',
  serveAtStartHint: 'Anfangen, sobald die Station startet, ohne zu fragen.',
  // Appearance
  appearance: 'Dieses Fenster',
  appearanceLead: 'Nur in diesem Fenster gespeichert; die Station weiß davon nichts.',
  theme: 'Farben',
  themeName: {
    system: 'Wie der Rechner',
    light: 'Hell',
    dark: 'Dunkel',
    'high-contrast': 'Hoher Kontrast',
  },
  language: 'Sprache',
  languageSystem: 'Wie der Rechner ({{name}})',
  largeTargets: 'Große Flächen',
  largeTargetsHint: 'Knöpfe und Zeilen ab 56 Pixel, für Handschuhe.',
  motion: 'Weniger Bewegung',
  motionHint: 'Nichts bewegt sich von selbst. Sonst so, wie der Rechner es sagt.',
} as const
