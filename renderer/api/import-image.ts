import { noteImports } from '../stores/seen-imports.ts'
import type { StationClient } from './client.ts'

type Images = StationClient['images']

/** Imports a file of the station's computer; this window will tell how it ended. */
export async function importPath(
  station: StationClient,
  source: Parameters<Images['import']>[0],
): Promise<void> {
  noteImports([(await station.images.import(source)).id])
}

/** Downloads and imports; this window will tell how it ended. */
export async function importUrl(
  station: StationClient,
  source: Parameters<Images['importUrl']>[0],
): Promise<void> {
  noteImports([(await station.images.importUrl(source)).id])
}
