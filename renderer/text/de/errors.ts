/** Words for failures that the station itself can't put into words. */
export const errors = {
  notConnected:
    'Es wurde nichts gesendet: keine Verbindung zur Station. Noch einmal versuchen, wenn sie wieder da ist.',
  connectionBroke:
    'Die Verbindung brach ab, bevor die Station geantwortet hat. Nachsehen, ob es ausgeführt wurde, dann noch einmal versuchen.',
  otherVersion:
    'Die Station kennt diese Anfrage nicht: Sie hat eine andere Version als dieses Fenster. Fenster neu laden.',
  unknown:
    'Etwas ist schiefgegangen, und die Station hat nicht gesagt, was. Ihr Protokoll weiß vielleicht mehr.',
  uploadBroke:
    'Die Übertragung brach ab: Die Station war nicht erreichbar. Verbindung prüfen, dann die Datei noch einmal wählen.',
  uploadRefused: 'Die Station hat die Datei abgelehnt (HTTP {{status}}).',
  pageBroke: 'Diese Seite ist abgestürzt',
  pageBrokeWhy:
    'Ein Teil der Oberfläche konnte nicht gezeigt werden. Die Station und ihre Aufträge laufen weiter. Fenster neu laden; passiert es wieder, helfen die Einzelheiten unten bei der Meldung.',
  reload: 'Neu laden',
  details: 'Einzelheiten',
} as const
