// A scripted station in a process of its own, for a network namespace. Its options come as JSON in the first argument;
// it says `ready` when it serves and ends when its parent does.
import { type ScriptedStationOptions, startScriptedStation } from './scripted-station.ts'

const options: ScriptedStationOptions = JSON.parse(process.argv[2] ?? '{}')
const station = await startScriptedStation(options)
process.send?.({ kind: 'ready', raw: Buffer.from(station.image.raw).toString('base64') })
process.on('disconnect', () => {
  void station.stop().finally(() => process.exit(0))
})
