import { about as aboutDe } from './de/about.ts'
import { backup as backupDe } from './de/backup.ts'
import { batch as batchDe } from './de/batch.ts'
import { bench as benchDe } from './de/bench.ts'
import { boardPage as boardPageDe } from './de/board-page.ts'
import { boards as boardsDe } from './de/boards.ts'
import { certificate as certificateDe } from './de/certificate.ts'
import { consoles as consolesDe } from './de/consoles.ts'
import { deploy as deployDe } from './de/deploy.ts'
import { doctor as doctorDe } from './de/doctor.ts'
import { drives as drivesDe } from './de/drives.ts'
import { eeprom as eepromDe } from './de/eeprom.ts'
import { errors as errorsDe } from './de/errors.ts'
import { firstSteps as firstStepsDe } from './de/first-steps.ts'
import { format as formatDe } from './de/format.ts'
import { gallery as galleryDe } from './de/gallery.ts'
import { history as historyDe } from './de/history.ts'
import { images as imagesDe } from './de/images.ts'
import { jobPage as jobPageDe } from './de/job-page.ts'
import { jobs as jobsDe } from './de/jobs.ts'
import { nodes as nodesDe } from './de/nodes.ts'
import { palette as paletteDe } from './de/palette.ts'
import { plan as planDe } from './de/plan.ts'
import { power as powerDe } from './de/power.ts'
import { reasons as reasonsDe } from './de/reasons.ts'
import { refusals as refusalsDe } from './de/refusals.ts'
import { settings as settingsDe } from './de/settings.ts'
import { stages as stagesDe } from './de/stages.ts'
import { station as stationDe } from './de/station.ts'
import { stuck as stuckDe } from './de/stuck.ts'
import { timeline as timelineDe } from './de/timeline.ts'
import { traffic as trafficDe } from './de/traffic.ts'
import { ui as uiDe } from './de/ui.ts'
import { usb as usbDe } from './de/usb.ts'
import { about } from './en/about.ts'
import { backup } from './en/backup.ts'
import { batch } from './en/batch.ts'
import { bench } from './en/bench.ts'
import { boardPage } from './en/board-page.ts'
import { boards } from './en/boards.ts'
import { certificate } from './en/certificate.ts'
import { consoles } from './en/consoles.ts'
import { deploy } from './en/deploy.ts'
import { doctor } from './en/doctor.ts'
import { drives } from './en/drives.ts'
import { eeprom } from './en/eeprom.ts'
import { errors } from './en/errors.ts'
import { firstSteps } from './en/first-steps.ts'
import { format } from './en/format.ts'
import { gallery } from './en/gallery.ts'
import { history } from './en/history.ts'
import { images } from './en/images.ts'
import { jobPage } from './en/job-page.ts'
import { jobs } from './en/jobs.ts'
import { nodes } from './en/nodes.ts'
import { palette } from './en/palette.ts'
import { plan } from './en/plan.ts'
import { power } from './en/power.ts'
import { reasons } from './en/reasons.ts'
import { refusals } from './en/refusals.ts'
import { settings } from './en/settings.ts'
import { stages } from './en/stages.ts'
import { station } from './en/station.ts'
import { stuck } from './en/stuck.ts'
import { timeline } from './en/timeline.ts'
import { traffic } from './en/traffic.ts'
import { ui } from './en/ui.ts'
import { usb } from './en/usb.ts'

/** Every word that a person reads, in English: the subjects, and their keys. */
const en = {
  about,
  backup,
  batch,
  bench,
  boardPage,
  boards,
  certificate,
  consoles,
  deploy,
  doctor,
  drives,
  eeprom,
  errors,
  firstSteps,
  format,
  gallery,
  history,
  images,
  jobPage,
  jobs,
  nodes,
  palette,
  plan,
  power,
  reasons,
  refusals,
  settings,
  stages,
  station,
  stuck,
  timeline,
  traffic,
  ui,
  usb,
} as const

type SameKeys<Texts> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string ? string : SameKeys<Texts[Key]>
}

/** The same in German; a key that is missing here is a type error. */
const de: SameKeys<typeof en> = {
  about: aboutDe,
  backup: backupDe,
  batch: batchDe,
  bench: benchDe,
  boardPage: boardPageDe,
  boards: boardsDe,
  certificate: certificateDe,
  consoles: consolesDe,
  deploy: deployDe,
  doctor: doctorDe,
  drives: drivesDe,
  eeprom: eepromDe,
  errors: errorsDe,
  firstSteps: firstStepsDe,
  format: formatDe,
  gallery: galleryDe,
  history: historyDe,
  images: imagesDe,
  jobPage: jobPageDe,
  jobs: jobsDe,
  nodes: nodesDe,
  palette: paletteDe,
  plan: planDe,
  power: powerDe,
  reasons: reasonsDe,
  refusals: refusalsDe,
  settings: settingsDe,
  stages: stagesDe,
  station: stationDe,
  stuck: stuckDe,
  timeline: timelineDe,
  traffic: trafficDe,
  ui: uiDe,
  usb: usbDe,
}

export const texts = { en, de }
export type Texts = typeof en
export type Language = keyof typeof texts

/** Each language by its own name. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

export function isLanguage(name: string): name is Language {
  return name in texts
}
