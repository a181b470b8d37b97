/** Wörter für das EEPROM eines Bootloaders, das über USB geschrieben wird. */
export const eeprom = {
  open: 'Bootloader',
  title: 'Bootloader von {{name}}',
  intro:
    'Der Bootloader eines Compute Module 4 oder 5 steht in einem EEPROM. Das Rettungsprogramm von Raspberry Pi schreibt es über USB, aus dem Image, das Sie importiert haben. Bevor Sie unten bestätigen, wird nichts geschrieben.',
  ask: 'Board fragen',
  askHint:
    'Startet das Rettungsprogramm ohne Image: das Board nennt seine Seriennummer und startet neu. Geschrieben wird nichts. Kommt es nicht von selbst wieder, stecken Sie es innerhalb einer Minute neu ein.',
  asking: 'Das Board wird gefragt: {{stage}}',
  order: 'Startreihenfolge',
  orderKeep: 'Lassen, wie sie ist',
  orderOther: 'Eine andere Zahl',
  orderNumber: 'BOOT_ORDER',
  orderNumberHint:
    'Hexadezimal, von rechts nach links gelesen: 1 Speicher, 2 Netzwerk, 4 USB, 6 NVMe, f von vorn.',
  orderNot: 'Das ist keine Startreihenfolge. Schreiben Sie sie wie 0xf21.',
  orderOpen: 'und dann nichts mehr',
  config: 'Ganze Konfiguration',
  configHint: 'Eine Einstellung je Zeile. Was Sie hier ändern, wird sofort verglichen und geprüft.',
  plan: 'Was geschrieben würde',
  image: 'Image',
  imageBuilt: '{{name}}, erstellt am {{date}}',
  imageHash: 'Sein SHA-256',
  present: 'Das Board hat',
  presentAgent: 'die Konfiguration, die sein Agent {{since}} genannt hat',
  presentWritten: 'die Konfiguration, die {{since}} geschrieben und bestätigt wurde',
  presentUnknown: 'eine unbekannte Konfiguration; verglichen wird mit der des Images',
  changes: 'Änderungen der Konfiguration',
  noChanges:
    'Die Konfiguration bleibt, wie sie ist. Der Bootloader selbst wird durch das Image ersetzt.',
  noChangesKnown: 'Die Konfiguration ist die des Images.',
  lineKept: 'bleibt',
  lineAdded: 'neu',
  lineRemoved: 'entfällt',
  kept: 'Die alte Konfiguration, soweit sie bekannt ist, die neue und das Image werden auf der Station aufbewahrt. Der alte Bootloader selbst lässt sich über USB nicht lesen.',
  refused: 'Das wird nicht geschrieben',
  warnings: 'Bevor Sie bestätigen',
  power:
    'Lassen Sie Strom und Kabel stecken, bis das Board sagt, wie es ausging. Misslingt es, lässt sich das Board weiter über USB starten und noch einmal schreiben.',
  type: 'Tippen Sie {{typed}}, um zu bestätigen',
  typeHint: 'So, wie es auf der Karte des Boards steht.',
  write: 'EEPROM schreiben',
  writing: 'Das EEPROM wird geschrieben.',
  told: 'Was das Board gesagt hat',
  keptIn: 'Kopien im Datenordner',
  changeOverUsb:
    'Über USB ändern: bringen Sie das Board in den USB-Startmodus, stecken Sie es an diesen Rechner, und drücken Sie Bootloader auf seiner Karte.',
  state: { asked: 'Gefragt', confirmed: 'Geschrieben', unconfirmed: 'Nicht bestätigt' },
  outcome: {
    running: 'Das Rettungsprogramm läuft',
    asked: 'Das Board hat gesagt, wer es ist; geschrieben wurde nichts',
    confirmed: 'Geschrieben: das Board hat, was gesendet wurde',
    unconfirmed: 'Das Board hat das Image genommen und nicht bestätigt',
    mismatch: 'Das Board hat etwas anderes, als gesendet wurde',
    failed: 'Das Board sagt, dass nicht geschrieben wurde',
    'not-sent': 'Das Board hat das Image nicht genommen',
  },
  unconfirmedHint:
    'Rettungsprogramme vor Ende 2025 sagen nicht, wie es ausging. Schauen Sie auf das Board: nach einem Erfolg blinkt die grüne LED schnell, und ein Bildschirm ist grün. Oder schreiben Sie es mit einer neueren Version.',
  finding: {
    'eeprom-config-not-ascii':
      'Die Konfiguration hat ein Zeichen, das der Bootloader nicht lesen kann. Verwenden Sie nur ASCII.',
    'eeprom-config-too-long': 'Die Konfiguration ist zu lang für das Image. Kürzen Sie sie.',
    'eeprom-config-empty': 'Die Konfiguration ist leer. Beginnen Sie mit der des Images.',
    'eeprom-signed-boot':
      'Die Konfiguration schaltet signierten Start ein; das wird hier nicht eingerichtet. Entfernen Sie die Zeile.',
    'eeprom-order-invalid': 'Die Startreihenfolge ist keine Zahl. Schreiben Sie sie wie 0xf21.',
    'eeprom-order-unknown':
      'Die Startreihenfolge hat eine Ziffer, die niemand kennt. Verwenden Sie 0 bis 7, e und f.',
    'eeprom-order-endless':
      'Die Startreihenfolge sagt nicht, was geschieht, wenn nichts startet. Stellen Sie f oder e voran.',
    'eeprom-image-undated':
      'Das Image sagt nicht, wann es erstellt wurde. Importieren Sie eine Version von Raspberry Pi.',
    'eeprom-older-than-board':
      'Das Image ist zu alt für dieses Board, das damit nicht mehr starten würde. Importieren Sie ein neueres.',
    'eeprom-older-than-present':
      'Das Image ist älter als der Bootloader des Boards, und das älteste brauchbare ist nicht bekannt. Importieren Sie ein neueres.',
    'eeprom-minimum-unknown':
      'Das älteste Image für dieses Board ist nicht bekannt. Nehmen Sie das neueste, das Sie haben.',
    'eeprom-downgrade':
      'Das Image ist älter als der Bootloader des Boards. Es passt, aber was seither verbessert wurde, geht verloren.',
    'eeprom-board-unknown':
      'Das Board hat nicht gesagt, wer es ist; was es jetzt hat, ist darum nicht bekannt. Fragen Sie es zuerst.',
    'eeprom-board-returned':
      'Das Board hat gesagt, wer es ist, bevor es neu startete. Steckt jetzt ein anderes hier, ziehen Sie es ab und stecken Sie es neu ein.',
    'eeprom-present-unknown':
      'Was das Board jetzt hat, ist nicht bekannt. Einstellungen, die nur dieses Board hat, gehen verloren.',
    'eeprom-no-order':
      'Die Konfiguration hat keine Startreihenfolge; der Bootloader nimmt seine eigene.',
    'eeprom-config-line': 'Eine Zeile der Konfiguration wird nicht beachtet werden.',
    'eeprom-config-long': 'Die Konfiguration ist lang für ältere Bootloader.',
    'eeprom-order-no-network': 'Das Board wird nicht aus dem Netzwerk starten.',
    'eeprom-order-rpiboot': 'Schritte hinter „USB von einem Rechner“ werden nie versucht.',
    'eeprom-order-http': 'HTTP-Start braucht signierte Images.',
  },
} as const
