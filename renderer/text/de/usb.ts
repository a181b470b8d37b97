/** Wörter für Boards an USB-Kabeln. */
export const usb = {
  title: 'Boards an USB-Kabeln',
  card: 'USB-Board {{path}}',
  port: 'USB-Anschluss {{path}}',
  automatic: 'Von selbst starten',
  automaticNone: 'Nein: sie warten auf mich',
  automaticHint:
    'Was Boards starten, sobald sie eingesteckt werden. Auf ihnen wird nichts geschrieben.',
  chip: {
    bcm2835: 'Compute Module 1, Zero, Zero W',
    bcm2837: 'Compute Module 3, Zero 2 W, 3A+',
    bcm2711: 'Compute Module 4, Pi 4',
    bcm2712: 'Compute Module 5, Pi 5',
  },
  state: {
    waiting: 'Wartet',
    booting: 'Startet',
    booted: 'Gestartet',
    failed: 'Gescheitert',
    gone: 'Abgezogen',
  },
  stage: {
    waiting: 'Sein Boot-ROM wartet auf Sie',
    'sending-bootcode': 'Nimmt den Startcode: {{percent}}',
    're-enumerating': 'Startet den Startcode',
    listening: 'Führt den Startcode aus',
    'serving-files': 'Liest {{fileName}}',
    booted: 'Hat alles gelesen und führt es aus',
    failed: 'Stehen geblieben',
  },
  target: {
    agent: 'Agent',
    'mass-storage': 'Massenspeicher',
    recovery: 'EEPROM-Rettung',
  },
  bootsInto: 'Startet',
  revision: 'Revision',
  portTerm: 'USB-Anschluss',
  twin: 'Dieses Board',
  bootAgent: 'Agent starten',
  bootMassStorage: 'Massenspeicher',
  log: 'Meldungen des Starts',
  dismiss: 'Von der Liste nehmen',
  boots: 'Es startet gerade; warten Sie, bis das zu Ende ist.',
  hasLeft: 'Es hat den USB-Startmodus verlassen. Für einen neuen Start stecken Sie es wieder ein.',
  unplugged: 'An diesem Anschluss steckt nichts mehr.',
  notImported: 'Die Startdateien für „{{targets}}“ wurden noch nicht importiert:',
  fetch: {
    open: 'Dateien für „{{target}}“ herunterladen…',
    title: 'Startdateien für „{{target}}“',
    lead: 'Lädt eine Ausgabe von github.com/raspberrypi/usbboot auf den Rechner der Station und importiert, was „{{target}}“ braucht. Das ersetzt, was vorher importiert war. An ein Board wird nichts gesendet.',
    leadRecovery:
      'Lädt eine Ausgabe von github.com/raspberrypi/usbboot und die zugehörige Ausgabe von rpi-eeprom auf den Rechner der Station und importiert die Recovery-Programme und EEPROM-Abbilder. An ein Board wird nichts gesendet.',
    release: 'Ausgabe',
    releaseHint: 'Ein Tag dieses Repositorys. Es kann neuere als diesen geben.',
    releaseWrong: 'Nur Buchstaben, Ziffern, Punkte, Binde- und Unterstriche.',
    sha256: 'SHA-256 des Archivs, falls bekannt',
    sha256Hint: 'Ein Archiv mit einer anderen Prüfsumme wird abgelehnt.',
    sha256Wrong: 'Eine SHA-256 hat 64 Hexadezimalziffern.',
    start: 'Herunterladen und importieren',
    progress: 'Wird heruntergeladen',
    received: '{{received}} bisher',
    done: 'Importiert. Das sind die Prüfsummen dessen, was heruntergeladen wurde, und jeder Datei:',
    hashes: 'Prüfsummen',
  },
  failure: {
    'usb-left':
      'Das Board hat USB mitten in einer Übertragung verlassen: Kabel oder Strom waren unterbrochen. Nehmen Sie ein kurzes Datenkabel und stecken Sie das Board neu ein.',
    'usb-left-early':
      'Das Board hat USB verlassen, ohne zu sagen, dass es alles gelesen hat. Manche älteren Startdateien enden so; sonst war Kabel oder Strom unterbrochen. Stecken Sie es neu ein.',
    'usb-stalled':
      'Das Board hat eine Übertragung abgelehnt. Ziehen Sie es ab, warten Sie zwei Sekunden, und stecken Sie es wieder ein.',
    'usb-timeout':
      'Das Board hat nicht rechtzeitig geantwortet: es hängt, oder das Kabel ist schlecht. Stecken Sie es neu ein.',
    'usb-short-transfer':
      'Das Board hat nur einen Teil des Gesendeten genommen: meist liegt das am Kabel oder an einem Hub. Nehmen Sie ein kurzes Datenkabel und stecken Sie es neu ein.',
    'usb-transfer-failed':
      'Das Betriebssystem konnte eine USB-Übertragung nicht ausführen. Stecken Sie das Board neu ein, notfalls an einem anderen Anschluss.',
    'usb-bootcode-refused':
      'Das Boot-ROM hat den Startcode nicht angenommen: die Datei ist beschädigt, oder das Board nimmt nur signierten. Importieren Sie die Startdateien neu.',
    'usb-garbled':
      'Das Board hat nach etwas gefragt, das dieses Protokoll nicht kennt. Stecken Sie es neu ein.',
    'usb-endless':
      'Das Board hat immer wieder gefragt und kein Ende gefunden. Importieren Sie einen vollständigen Satz Startdateien.',
    'usb-asked-nothing':
      'Das Board war fertig, bevor es nach einer Datei gefragt hat: darauf läuft nichts von dem, was importiert wurde. Stecken Sie es neu ein.',
    'usb-silent':
      'Das Board fragt nach nichts mehr: es hängt im Startcode, oder darauf läuft schon ein System. Stecken Sie es neu ein.',
    'usb-file-too-large':
      'Eine Startdatei ist größer als 2 GiB und kann so nicht gesendet werden. Verkleinern Sie sie.',
    'usb-file-unreadable':
      'Eine Startdatei konnte nicht gelesen werden. Importieren Sie die Startdateien neu.',
    'usb-files-missing':
      'Keine der Dateien, nach denen das Board fragte, ist da. Importieren Sie Startdateien für seinen Chip.',
    'usb-not-permitted':
      'Die Station darf dieses USB-Gerät nicht öffnen. Lassen Sie den Doktor die udev-Regeln installieren; sitzt niemand an diesem Rechner, nehmen Sie den Benutzer der Station auch in die Gruppe plugdev auf. Stecken Sie das Board dann neu ein.',
    'usb-in-use':
      'Ein anderes Programm hat dieses USB-Gerät geöffnet. Beenden Sie es und starten Sie das Board noch einmal.',
    'usb-not-opened':
      'Dieses USB-Gerät lässt sich nicht öffnen. Unter Windows braucht es den WinUSB-Treiber von rpiboot.',
    'usb-bootcode-missing':
      'Der Startcode für dieses Board fehlt. Importieren Sie Startdateien, die ihn enthalten.',
    'usb-never-returned':
      'Das Board hat den Startcode genommen und ist nicht zurückgekommen: er ist für ein anderes Board, oder der Strom ist zu schwach. Prüfen Sie das Netzteil.',
    'usb-bootcode-not-run':
      'Das Board hat den Startcode nicht ausgeführt: er ist für einen anderen Chip oder nicht für dieses Board signiert. Prüfen Sie das, und auch das Netzteil.',
    'usb-eeprom-failed':
      'Das Board sagt, dass sein EEPROM nicht geschrieben wurde: es ist schreibgeschützt, das Image ist zu alt, oder der Baustein ist defekt. Stecken Sie es neu ein und schreiben Sie es noch einmal.',
    'usb-eeprom-mismatch':
      'Das Board hat ein anderes EEPROM, als gesendet wurde. Verlassen Sie sich nicht darauf; stecken Sie es neu ein und schreiben Sie es noch einmal.',
    'usb-eeprom-not-sent':
      'Das Board hat das Image nicht genommen; sein EEPROM ist, wie es war. Importieren Sie den Ordner „recovery“ oder „recovery5“ neu.',
    'usb-eeprom-other-board':
      'Geschrieben wurde ein anderes Board als das geplante. Prüfen Sie die Konfiguration beider.',
  },
} as const
