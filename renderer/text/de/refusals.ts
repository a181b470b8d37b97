/** Refusals, failures and warnings of the station by their code. The station’s own English sentence is shown below as a detail. */
export const refusals = {
  'board-unknown':
    'Dieses Board ist der Station nicht bekannt. Liste neu ansehen: Es wurde vielleicht vergessen.',
  'job-unknown': 'Diesen Auftrag kennt die Station nicht (mehr).',
  'image-missing': 'Dieses Abbild ist nicht mehr da. Ein anderes wählen.',
  'image-unknown': 'Dieses Abbild ist der Station nicht bekannt.',
  'image-in-use': 'Das Abbild wird gerade gebraucht. Warten, bis die Aufträge damit zu Ende sind.',
  'image-damaged': 'Das gespeicherte Abbild ist beschädigt. Noch einmal importieren.',
  'job-open': 'Auf diesem Board ist ein Auftrag offen. Warten, bis er endet, oder abbrechen.',
  'job-not-stored':
    'Der Auftrag konnte nicht gespeichert werden. Freien Platz auf der Station prüfen.',
  'job-invalid': 'So kann dieser Auftrag nicht ausgeführt werden.',
  'board-not-ready':
    'Auf diesem Board läuft unser Agent gerade nicht. Vom Netz starten und noch einmal versuchen.',
  'batch-running': 'Es läuft schon eine Serie. Zuerst anhalten.',
  'batch-not-stored':
    'Die Serie konnte nicht gespeichert werden. Freien Platz auf der Station prüfen.',
  'import-over': 'Dieser Import ist schon zu Ende.',
  'photo-not-jpeg': 'Das Foto ist keine JPEG-Datei. Ein anderes wählen.',
  'storage-missing': 'Dieser Speicher ist nicht (mehr) am Board. Sitz von Karte oder Modul prüfen.',
  'storage-changed':
    'Der Speicher ist ein anderer als der bestätigte. Es wurde nichts gelöscht. Neu bestätigen.',
  'storage-unknown':
    'Der Speicher des Boards ist noch nicht bekannt. Warten, bis der Agent bereit ist.',
  'storage-too-small':
    'Der Speicher ist für dieses Abbild zu klein. Kleineres Abbild oder größeren Speicher nehmen.',
  'storage-read-failed': 'Der Speicher ließ sich nicht lesen. Er ist vermutlich defekt: tauschen.',
  'storage-write-failed':
    'Der Speicher ließ sich nicht beschreiben. Er ist vermutlich defekt: tauschen.',
  'verify-mismatch':
    'Das Zurückgelesene weicht vom Abbild ab. Der Speicher ist vermutlich defekt: tauschen.',
  'manifest-not-trusted':
    'Die Signatur des Abbilds stammt nicht von dieser Station. Abbild neu importieren.',
  'index-mismatch': 'Das Verzeichnis des Abbilds passt nicht dazu. Abbild neu importieren.',
  'frame-corrupt':
    'Ein Teil des Abbilds kam beschädigt an. Kabel prüfen, dann noch einmal versuchen.',
  'station-unreachable':
    'Das Board konnte die Station nicht erreichen. Kabel und Switch prüfen, dann noch einmal versuchen.',
  'station-refused':
    'Die Station hat die Anfrage des Boards abgelehnt. Das Protokoll des Auftrags weiß mehr.',
  'station-disk-full':
    'Der Datenträger der Station ist voll. Platz schaffen, dann noch einmal versuchen.',
  'station-disk-failed': 'Der Datenträger der Station meldet einen Fehler.',
  'unknown-format':
    'Das ist keine bekannte Abbilddatei. Möglich sind rohe Abbilder, auch als .xz, .gz, .bz2, .zst oder .zip.',
  'format-mismatch': 'Inhalt und Name der Datei passen nicht zusammen.',
  truncated: 'Die Datei hört zu früh auf. Noch einmal herunterladen.',
  corrupt: 'Die Datei ist beschädigt. Noch einmal herunterladen.',
  'too-big': 'Das Abbild ist zu groß.',
  'zip-not-one-image':
    'Die ZIP-Datei enthält nicht genau ein Abbild. Entpacken und das richtige importieren.',
  'no-partition-table': 'Das Abbild hat keine Partitionstabelle: So startet kein Board.',
  'not-whole-sectors':
    'Die Größe ist kein Vielfaches von 512 Byte. Die Datei ist wohl unvollständig.',
  'size-mismatch': 'Die Größe weicht von der angekündigten ab. Noch einmal versuchen.',
  'bmap-invalid': 'Die bmap-Datei lässt sich nicht lesen.',
  'bmap-mismatch': 'Die bmap-Datei gehört zu einem anderen Abbild.',
  'checksum-mismatch':
    'Die Prüfsumme stimmt nicht. Noch einmal herunterladen oder die Prüfsumme nachsehen.',
  'url-refused': 'Der Server liefert diese Datei nicht. Die Adresse der Datei selbst nehmen.',
  'url-insecure':
    'Diese Adresse ist nicht sicher. Die SHA-256 mit angeben oder eine andere nehmen.',
  'url-not-found': 'An dieser Adresse ist keine Datei. Adresse prüfen.',
  'url-host-unknown':
    'Der Name des Servers ist nicht bekannt. Adresse und Internet dieses Rechners prüfen.',
  'url-unreachable': 'Der Server antwortet nicht. Adresse und Internet dieses Rechners prüfen.',
  'download-broken-off': 'Der Download brach immer wieder ab. Später noch einmal versuchen.',
  'name-invalid': 'Dieser Name geht nicht. Einen anderen wählen.',
  'name-missing': 'Die Datei hat keinen Namen.',
  'source-unreadable': 'Die Datei lässt sich nicht lesen. Pfad und Rechte prüfen.',
  'upload-broken-off': 'Die Übertragung brach ab. Datei noch einmal wählen.',
  'backup-unknown': 'Diese Sicherung kennt die Station nicht.',
  'backup-busy': 'An dieser Sicherung wird gerade geschrieben.',
  'backup-closed': 'Diese Sicherung ist schon abgeschlossen.',
  'chunk-mismatch': 'Ein Teil der Sicherung kam beschädigt an. Kabel prüfen.',
  'chunk-invalid': 'Ein Teil der Sicherung ist ungültig.',
  'list-mismatch': 'Die Liste der Sicherung passt nicht zu ihren Teilen.',
  'boot-token-unknown': 'Das Boot-Token ist nicht bekannt. Board aus- und einschalten.',
  'compatibility-off':
    'Der Kompatibilitätsmodus ist aus; ein alter Client darf sich nicht anmelden.',
  'no-port-chosen': 'Es ist kein Netzwerkanschluss gewählt. In den Einstellungen wählen.',
  'no-such-interface':
    'Diesen Netzwerkanschluss gibt es nicht (mehr). Adapter einstecken oder einen anderen wählen.',
  'interfaces-unknown': 'Die Netzwerkanschlüsse konnten nicht gelesen werden.',
  'interface-name': 'Der Name des Netzwerkanschlusses ist nicht brauchbar.',
  'interface-unusable': 'Dieser Netzwerkanschluss lässt sich nicht verwenden.',
  loopback: 'Das ist die interne Schleife dieses Rechners. Einen echten Anschluss wählen.',
  'default-route':
    'Über diesen Anschluss geht es ins Internet. Dort wird nie bedient: einen freien Anschluss wählen.',
  down: 'Der Netzwerkanschluss ist abgeschaltet. Einschalten, dann noch einmal versuchen.',
  'no-address': 'Der Netzwerkanschluss hat keine Adresse. In den Einstellungen vergeben lassen.',
  'no-link': 'Am Anschluss ist kein Kabel erkannt. Kabel und Switch prüfen.',
  wireless: 'Dieser Anschluss ist ein Funknetz. Boards starten nur über Kabel vom Netz.',
  'shared-subnet': 'Ein anderer Anschluss liegt im selben Netz. Eine andere Adresse wählen.',
  'address-unusable': 'Diese Adresse ist nicht brauchbar. Eine andere wählen.',
  'address-in-range':
    'Die Adresse der Station liegt im Bereich für die Boards. Bereich oder Adresse ändern.',
  'range-backwards': 'Der Adressbereich endet vor seinem Anfang.',
  'range-outside': 'Der Adressbereich liegt außerhalb des Netzes.',
  'range-too-large': 'Der Adressbereich ist zu groß.',
  'http-port': 'Dieser HTTP-Port ist nicht brauchbar. Einen anderen wählen.',
  'dhcp-probe':
    'Ob eine Adresse frei ist, ließ sich nicht feststellen. Das Protokoll der Station weiß mehr.',
  'dhcp-send':
    'Eine Antwort an ein Board ließ sich nicht senden. Das Protokoll der Station weiß mehr.',
  'dhcp-handler':
    'Im Adressserver ist etwas Unerwartetes passiert. Das Protokoll der Station weiß mehr.',
  'foreign-dhcp-server':
    'An diesem Anschluss antwortet ein anderer DHCP-Server. Er muss weg, oder die Station läuft daneben als Proxy.',
  'probe-failed': 'Die Suche nach anderen DHCP-Servern ist gescheitert.',
  'no-internet-port': 'Kein anderer Anschluss führt ins Internet.',
  'firewall-not-changed': 'Die Firewall ließ sich nicht ändern.',
  'socket-failed':
    'Eine Verbindung zu den Boards ist ausgefallen; Boards werden nicht mehr bedient. Anschluss prüfen, dann neu starten.',
  'port-not-released': 'Der Netzwerkanschluss wurde nicht vollständig zurückgestellt.',
  'tftp-failed': 'Der Dateiserver für Boards ist ausgefallen. Station neu starten.',
  database:
    'Die Datenbank lässt sich nicht schreiben. Die Station versucht es weiter; Platz auf dem Datenträger schaffen.',
  'port-in-use': 'Ein anderes Programm belegt den Port. Beenden, dann noch einmal versuchen.',
  'broker-missing': 'Das Hilfsprogramm für geschützte Ports fehlt. Bootbench neu installieren.',
  'not-permitted': 'Dafür fehlen die Rechte. Unter Diagnose steht, wie sie vergeben werden.',
  'program-missing': 'Ein benötigtes Programm ist nicht installiert.',
  'already-held': 'Auf diesem Rechner macht das schon eine andere Station.',
  'not-taken-back': 'Etwas konnte nicht zurückgenommen werden. Der Befehl dafür steht unten.',
  'timed-out': 'Das hat zu lange gedauert. Noch einmal versuchen.',
  'system-error': 'Das Betriebssystem meldet einen Fehler.',
  declined: 'Die Frage nach den Rechten wurde abgelehnt.',
  'pkexec-missing': 'Die Rechte lassen sich hier nicht erfragen. Der Befehl dafür steht unten.',
  'setcap-missing': 'Das Programm setcap ist nicht installiert.',
  'ip-not-installed': 'Das Programm ip ist nicht installiert.',
  'by-hand': 'Das geht nur von Hand: Die Befehle stehen im Plan.',
  'command-failed': 'Ein Befehl ist gescheitert.',
  'nothing-to-fix': 'Hier ist nichts zu beheben.',
  'nothing-to-undo': 'Hier ist nichts zurückzunehmen.',
  'start-failed': 'Die Station konnte den Betrieb nicht aufnehmen.',
  'console-unknown': 'Die serielle Leitung ist nicht bekannt.',
  'console-closed': 'Die serielle Leitung ist nicht offen.',
  'console-read-only': 'Die serielle Leitung ist nur zum Lesen geteilt.',
  'console-busy': 'Die serielle Leitung nimmt nicht an, was getippt wird.',
  'serial-no-access': 'Dieser Benutzer darf den seriellen Anschluss nicht öffnen.',
  'serial-in-use': 'Ein anderes Programm hält den seriellen Anschluss.',
  'serial-unavailable': 'Serielle Anschlüsse lassen sich auf diesem Computer nicht öffnen.',
  'serial-failed': 'Der serielle Anschluss lässt sich nicht öffnen.',
  internal: 'In der Station ist etwas Unerwartetes passiert. Ihr Protokoll weiß mehr.',
  'no-usb':
    'Boards an USB-Kabeln sind nicht zu sehen: die Station kommt nicht an das USB dieses Computers.',
  'usb-board-unknown': 'An diesem Anschluss ist kein Board im USB-Startmodus.',
  'usb-files-not-imported': 'Die Startdateien dafür wurden noch nicht importiert.',
  'usb-files-write-board': 'Diese Startdateien würden auf das Board selbst schreiben.',
  'usb-boots-already': 'Dieses Board startet schon.',
  'usb-unplugged': 'An diesem USB-Anschluss ist kein Board mehr.',
  'usb-no-recovery': 'Das EEPROM des Bootloaders wird nicht über USB geschrieben.',
  'usb-plugged-in': 'Dieses Board steckt noch.',
  'power-port-unknown': 'Diesen Stromanschluss gibt es nicht mehr.',
  'power-job-open': 'Was an diesem Anschluss hängt, arbeitet gerade.',
  'power-port-in-use': 'Dieser Computer selbst benutzt, was an diesem Anschluss hängt.',
  'power-busy': 'Dieser Anschluss wird gerade geschaltet.',
  'power-not-switched': 'Der Anschluss hat nicht geschaltet.',
  'power-port-gone': 'Das Gerät zu diesem Anschluss ist nicht mehr da.',
  'power-no-i2c-tools': 'Die Programme für den I2C-Bus fehlen: das Paket i2c-tools.',
  'power-no-rights': 'Dieser Benutzer darf den I2C-Bus nicht benutzen.',
  'power-no-bus': 'Den I2C-Bus gibt es nicht.',
  'power-bus-busy': 'Ein Treiber des Kernels hält den Chip, der den Strom schaltet.',
  'power-no-answer': 'Der Chip, der den Strom schaltet, antwortet nicht.',
  'power-unknown-registers': 'Der Chip, der den Strom schaltet, ist keiner der bekannten.',
  'power-command-failed': 'Das ClusterCTRL-Board hat nicht getan, was ihm gesagt wurde.',
  'power-no-driver': 'Kein Treiber des Kernels spricht mit dem ClusterCTRL-Board.',
  'power-same-order': 'Zwei ClusterCTRL-Boards haben dieselbe Ordnungsnummer.',
  'power-hat-v1':
    'Ein ClusterHAT v1 steckt auf diesem Computer; nur die Versionen 2 und 3 lassen sich schalten.',
  'power-no-uhubctl': 'Das Programm uhubctl fehlt.',
  'power-hub-failed': 'Der Hub hat nicht geschaltet.',
  'power-no-hub-rights': 'Dieser Benutzer darf nicht mit USB-Hubs sprechen.',
} as const
