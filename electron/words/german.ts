import type { Words } from './english.ts'

export const german: Words = {
  appName: 'Bootbench',
  show: 'Bootbench zeigen',
  quit: 'Beenden',
  ready: (count) => `${count} bereit`,
  working: (count) => `${count} in Arbeit`,
  failed: (count) => `${count} fehlgeschlagen`,
  notServing: 'Es werden keine Boards bedient',
  deployDone: (board) => `${board}: bespielt`,
  backupDone: (board) => `${board}: gesichert`,
  jobDoneBody: (image) => `${image}: geschrieben, zurückgelesen und verglichen.`,
  backupDoneBody: (image) => `Das Abbild „${image}“ liegt in der Bibliothek.`,
  unverifiedBody: (image) =>
    `${image} wurde gesendet. Dieses Board kann nicht zurücklesen und vergleichen; ob es stimmt, weiß niemand.`,
  jobFailed: (board) => `${board}: fehlgeschlagen`,
  jobCancelled: (board) => `${board}: abgebrochen`,
  cancelledBody: 'Der Auftrag wurde vor seinem Ende abgebrochen.',
  manyTitle: (count) => `${count} Aufträge sind zu Ende`,
  manyBody: (done, failed) =>
    failed === 0
      ? `Alle ${done} sind fertig.`
      : `${done} fertig, ${failed} fehlgeschlagen. Näheres auf der Werkbank.`,
  quitQuestion: (count) =>
    count === 1
      ? 'An einem Board wird gearbeitet. Trotzdem beenden?'
      : `An ${count} Boards wird gearbeitet. Trotzdem beenden?`,
  quitBatchQuestion: 'Eine Serie wartet auf weitere Boards. Trotzdem beenden?',
  quitDetail: (jobs) =>
    `${jobs.join('\n')}\n\nOhne die Station warten die Boards. Ein halb beschriebenes Board startet erst wieder von selbst, wenn der Auftrag fertig ist: Bootbench neu starten, dann geht es an derselben Stelle weiter.`,
  quitBatchDetail:
    'Die Serie wird angehalten; noch nicht begonnene Boards werden nicht beschrieben. Nach dem nächsten Start von Bootbench neu starten.',
  keepRunning: 'Weiterlaufen lassen',
  quitAnyway: 'Beenden',
  stillRuns: 'Bootbench läuft im Hintergrund weiter',
  stillRunsBody:
    'Boards werden weiter bedient. Über das Symbol in der Taskleiste lässt es sich beenden oder wieder öffnen.',
  stationEnded: 'Die Station wurde neu gestartet',
  stationEndedBody:
    'Ihr Prozess war unerwartet zu Ende. Aufträge gehen weiter, sobald ihre Boards wieder zu hören sind; Näheres steht im Protokoll.',
  stationStuck: 'Die Station lässt sich nicht starten',
  stationStuckBody: (why, folder) =>
    `Ihre Meldung: ${why}\n\nBootbench versucht es weiter. Bleibt es dabei, hilft das Protokoll in ${folder}.`,
  windowCrashed: 'Das Fenster wurde neu geladen',
  windowCrashedBody: 'Es war abgestürzt. Die Station und ihre Aufträge blieben unberührt.',
  windowGivenUp: 'Das Fenster stürzt immer wieder ab',
  windowGivenUpBody:
    'Es wird nicht mehr von selbst geladen. Die Station und ihre Aufträge laufen weiter. Bitte die Diagnose sichern und melden; Näheres steht im Protokoll.',
  loadAgain: 'Neu laden',
  leaveClosed: 'Geschlossen lassen',
  chooseImages: 'Abbilder zum Importieren wählen',
  diskImages: 'Datenträgerabbilder',
  allFiles: 'Alle Dateien',
  saveDiagnostics: 'Diagnose sichern',
  updateQuestion: (version) => `Version ${version} jetzt installieren?`,
  updateDetail: 'Bootbench wird beendet, aktualisiert und wieder gestartet.',
  install: 'Installieren und neu starten',
  later: 'Später',
  updateWaits: 'Die Aktualisierung wartet, bis die Aufträge zu Ende sind',
  updateOff: 'Beim Bau dieses Bootbench wurde keine Adresse für Aktualisierungen gesetzt.',
  tryAgainLater:
    'Nach Aktualisierungen konnte nicht gesucht werden. Bootbench versucht es später wieder.',
}
