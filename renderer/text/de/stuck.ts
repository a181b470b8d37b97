export const stuck = {
  title: 'Warum es nicht weitergeht',
  since: 'Hängt seit {{duration}}',
  seenTitle: 'Beobachtet',
  expectedTitle: 'Erwartet',
  causeTitle: 'Wahrscheinliche Ursache',
  nextTitle: 'Was zu tun ist',
  proof: 'Die Pakete, die es belegen',
  proofGone: 'Die Pakete, die es belegen, sind älter als das, was die Station sich merkt.',
  showTraffic: 'Im Verkehr zeigen',
  why: 'Warum?',
  whyOf: 'Warum hängt {{label}}?',
  builtOn: 'am {{date}}',
  builtBefore: 'vor dem {{date}}',
  builtUnknown: 'an einem unbekannten Tag',
  short: {
    'offer-not-taken': 'Fragt nach einer Adresse und nimmt keines unserer Angebote an',
    'foreign-dhcp': 'Ein anderer DHCP-Server hat geantwortet: {{server}}',
    'spanning-tree': 'Der Switch hält den Port zurück (Spanning Tree)',
    'no-boot-files-asked': 'Hat eine Adresse und nie nach einer Bootdatei gefragt',
    'file-missing': 'Fragte nach einer Datei, die es nicht gibt: {{fileName}}',
    'bootloader-too-old': 'Der Bootloader ist zu alt',
    'no-network-in-boot-order': 'In der Bootreihenfolge fehlt das Netzwerk',
    'answers-lost': 'Unsere Antworten kommen nicht an',
    'transfer-stopped': 'Die Übertragung von {{fileName}} brach mittendrin ab',
    'stopped-between-files': 'Hat {{fileName}} gelesen und nichts weiter verlangt',
    'agent-never-called': 'Kernel und Initramfs gelesen, der Agent hat sich nie gemeldet',
    'went-silent': 'War bereit und ist verstummt',
  },
  seen: {
    'offer-not-taken':
      'Das Board hat immer wieder nach einer Adresse gefragt. Die Station hat jedes Mal eine angeboten, das Board hat keine angenommen.',
    'foreign-dhcp':
      'Das Board hat die Adresse angefordert, die ein anderer DHCP-Server angeboten hat: {{server}}. Es hört nicht auf diese Station.',
    'spanning-tree':
      'Der Switch sendet auf diesem Port Spanning-Tree-Pakete, und die Pakete des Boards kamen spät oder blieben nach dem Link aus.',
    'no-boot-files-asked':
      'Das Board hat die Adresse {{address}} von der Station übernommen. Danach hat es nach keiner einzigen Bootdatei gefragt.',
    'file-missing':
      'Das Board fragte nach {{fileName}}. Die Station hat diese Datei nicht und hat das mitgeteilt. Weiter kam das Board nicht.',
    'bootloader-too-old':
      'Der Bootloader des Boards wurde {{version}} erstellt. Was hier gebraucht wird, können Bootloader seit dem {{minimum}}.',
    'no-network-in-boot-order':
      'Im Bootloader des Boards ist BOOT_ORDER={{bootOrder}} eingestellt.',
    'answers-lost':
      'Das Board fragte nach {{fileName}}. Die Station hat geantwortet, mehr als einmal, und das Board hat keine der Antworten bestätigt.',
    'transfer-stopped':
      'Das Board hat {{read}} von {{size}} der Datei {{fileName}} gelesen und dann nichts mehr bestätigt. Die Station hat den nächsten Teil immer wieder gesendet.',
    'stopped-between-files':
      'Das Board hat {{fileName}} bis zum Ende gelesen. Danach hat es keine weitere Datei verlangt.',
    'agent-never-called':
      'Das Board hat Kernel und Initramfs bis zum Ende gelesen. Der Agent, der jetzt laufen sollte, hat sich nicht bei der Station gemeldet.',
    'went-silent': 'Der Agent hat nach Arbeit gefragt, danach kam vom Board nichts mehr.',
  },
  expected: {
    'offer-not-taken':
      'Eine Anforderung der angebotenen Adresse, innerhalb einer Sekunde nach dem Angebot.',
    'foreign-dhcp':
      'Eine Anforderung einer Adresse dieser Station, des einzigen DHCP-Servers in diesem Netz.',
    'spanning-tree':
      'Pakete des Boards innerhalb weniger Sekunden nach dem Einschalten: Ein Board wartet kürzer, als Spanning Tree einen Port zurückhält (zweimal {{forwardDelaySeconds}} s).',
    'no-boot-files-asked':
      'Eine Anfrage nach config.txt oder start4.elf wenige Sekunden nach der Adresse.',
    'file-missing':
      'Anfragen nach weiteren Dateien. Viele Dateien sind entbehrlich, und ein Board macht ohne sie weiter; diese braucht es.',
    'bootloader-too-old': 'Ein Bootloader vom {{minimum}} oder neuer.',
    'no-network-in-boot-order':
      'Eine Ziffer 2 (Netzwerk) in BOOT_ORDER, von rechts nach links gelesen: zum Beispiel 0xf21, erst der Speicher, dann das Netzwerk.',
    'answers-lost': 'Eine Bestätigung der ersten Antwort, innerhalb einer Sekunde.',
    'transfer-stopped': 'Eine Bestätigung für jeden Block, bis zum Ende der Datei.',
    'stopped-between-files':
      'Eine Frage nach der nächsten Datei innerhalb von ein, zwei Sekunden, bis Kernel und Initramfs gelesen sind.',
    'agent-never-called':
      'Eine Meldung des Agenten bei der Station über HTTP, innerhalb einer Minute nach der letzten Datei.',
    'went-silent': 'Alle paar Sekunden eine Frage nach Arbeit.',
  },
  cause: {
    'offer-not-taken':
      'Auf dem Rückweg gehen Pakete verloren: ein schlechtes Kabel, eine Firewall auf diesem Computer oder ein Switch, der Antworten von DHCP-Servern filtert („DHCP Snooping“).',
    'foreign-dhcp':
      'Ein Router oder ein anderer Computer am selben Switch vergibt ebenfalls Adressen und war schneller.',
    'spanning-tree':
      'Der Switch-Port wartet auf Spanning Tree, bevor er Pakete durchlässt. Das dauert länger, als das Board es versucht.',
    'no-boot-files-asked':
      'Das Board startet vom eigenen Speicher, oder sein Bootloader erkennt unsere Antwort nicht als eine, von der er starten kann.',
    'file-missing':
      'Die Bootdateien dieser Station sind für dieses Modell unvollständig oder zu alt.',
    'bootloader-too-old':
      'Das Board kam mit einem alten Bootloader, oder ein alter wurde aufgespielt.',
    'no-network-in-boot-order':
      'Jemand oder ein Update hat die Bootreihenfolge ohne Netzwerk eingestellt. Das Board startet nur so lange übers Netz, bis auf seinem Speicher ein System liegt.',
    'answers-lost':
      'Eine Firewall auf diesem Computer lässt Anfragen herein und keine Antworten hinaus, oder Kabel oder Switch-Port arbeiten nur in eine Richtung.',
    'transfer-stopped':
      'Strom oder Kabel wurden getrennt, das Board hängt, oder sein Bootloader kann so große Dateien nicht lesen.',
    'stopped-between-files':
      'Eine Datei, die es gelesen hat, startet auf diesem Modell nicht, das Board hängt, oder Strom oder Kabel wurden getrennt.',
    'agent-never-called':
      'Der Kernel startet auf diesem Modell nicht, kennt den Netzwerkanschluss nicht, oder eine Firewall auf diesem Computer sperrt den HTTP-Port der Station.',
    'went-silent': 'Strom oder Kabel wurden getrennt, oder das Board hängt.',
  },
  next: {
    'offer-not-taken':
      'Anderes Kabel und anderen Switch-Port probieren. DHCP (UDP 67 und 68) in der Firewall dieses Computers freigeben. DHCP Snooping für den Port dieser Station abschalten. Dann das Board aus- und einschalten.',
    'foreign-dhcp':
      'Das Gerät mit der Adresse {{server}} suchen und von diesem Switch trennen, oder die Station daneben arbeiten lassen (Einstellungen: DHCP „Proxy“). Dann das Board aus- und einschalten.',
    'spanning-tree':
      'Den Switch-Port auf „Edge“ oder „PortFast“ stellen, Spanning Tree dort abschalten oder einen einfachen Switch verwenden. Dann das Board aus- und einschalten.',
    'no-boot-files-asked':
      'Läuft es mit dem eigenen System: Für Netzwerkstart muss „Netzwerk“ in der Bootreihenfolge vor dem Speicher stehen, oder der Speicher muss leer sein. Sonst den Bootloader aktualisieren. Dann aus- und einschalten.',
    'file-missing':
      'Die Datei zu den Bootdateien legen oder die Bootdateien aktualisieren (die Diagnose zeigt, was fehlt). Dann das Board aus- und einschalten.',
    'bootloader-too-old':
      'Den Bootloader mit Raspberry Pi OS (rpi-eeprom-update) oder dem Raspberry Pi Imager (Bootloader-Abbild) aktualisieren. Dann das Board aus- und einschalten.',
    'no-network-in-boot-order':
      'BOOT_ORDER=0xf21 einstellen, mit rpi-eeprom-config im laufenden System oder mit dem Raspberry Pi Imager (Bootloader-Abbild).',
    'answers-lost':
      'TFTP (UDP 69 und die Ports über 1024) in der Firewall dieses Computers freigeben. Anderes Kabel und anderen Switch-Port probieren. Dann das Board aus- und einschalten.',
    'transfer-stopped':
      'Strom und Kabel prüfen, dann das Board aus- und einschalten. Bleibt es wieder an derselben Stelle stehen, den Bootloader aktualisieren.',
    'stopped-between-files':
      'Strom und Kabel prüfen, dann das Board aus- und einschalten. Bleibt es wieder an derselben Stelle stehen, die Bootdateien aktualisieren und einen Bildschirm anschließen: Die Firmware sagt dort vielleicht, was nicht stimmt.',
    'agent-never-called':
      'Einen Bildschirm anschließen und nachsehen, wo es stehen bleibt. Den HTTP-Port der Station in der Firewall dieses Computers freigeben. Die Bootdateien aktualisieren. Dann das Board aus- und einschalten.',
    'went-silent':
      'Strom und Kabel prüfen. Ein offener Auftrag geht weiter, sobald das Board zurück ist.',
  },
}
