/** What to look at when no board appears. */
export const firstSteps = {
  title: 'Noch keine Boards',
  lead: 'Ein Board erscheint hier, sobald es nach einer Adresse fragt. Wenn nicht:',
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
  demo: 'Kein Board zur Hand? Simulierte Boards können dasselbe:',
  demoCommand: 'npm run demo',
} as const
