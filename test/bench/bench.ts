// The entry of `npm run bench`: our parts beside those of others, as ratios. docs/benchmarks.md says what they mean.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { deployBenchTable, runDeployBench } from './deploy.ts'
import { httpBenchTable, runHttpBench } from './http.ts'
import { loadNow, machineFacts, machineText } from './machine.ts'
import { memoryBenchTable, runMemoryBench } from './memory.ts'
import { unpackPeers } from './peer-programs.ts'
import { runTftpBench, tftpBenchTable } from './tftp.ts'

const usage = `Usage: npm run bench [-- [tftp] [http] [deploy] [memory] [--json FILE]]

Without names all four run, in less than ten minutes. --json also writes the facts of this machine and all rows to FILE.
`

type Result = { readonly rows: readonly object[]; readonly table: string }

const benches: Readonly<Record<string, () => Promise<Result>>> = {
  tftp: async () => resultOf(await runTftpBench(), tftpBenchTable),
  http: async () => resultOf(await runHttpBench(), httpBenchTable),
  deploy: async () => resultOf(await runDeployBench(), deployBenchTable),
  memory: async () => resultOf(await runMemoryBench(), memoryBenchTable),
}

function resultOf<Row extends object>(
  rows: readonly Row[],
  toTable: (rows: readonly Row[]) => string,
): Result {
  return { rows, table: toTable(rows) }
}

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
})
const unknown = positionals.find((name) => benches[name] === undefined)
if (values.help === true || unknown !== undefined) {
  if (unknown !== undefined) process.stderr.write(`There is no bench named ${unknown}.\n`)
  process.stdout.write(usage)
  process.exit(unknown === undefined ? 0 : 2)
}
await runAll(positionals.length === 0 ? Object.keys(benches) : positionals, values.json)

async function runAll(names: readonly string[], jsonFile: string | undefined): Promise<void> {
  const machine = machineFacts()
  console.log(machineText(machine))
  unpackPeers()
  const results: Record<string, readonly object[]> = {}
  const loadAfter: Record<string, number> = {}
  for (const name of names) {
    const result = await benches[name]?.()
    if (result === undefined) continue
    results[name] = result.rows
    loadAfter[name] = loadNow()
    console.log(`\n${name} (load ${loadAfter[name]})\n\n${result.table}`)
  }
  if (jsonFile === undefined) return
  mkdirSync(dirname(jsonFile), { recursive: true })
  writeFileSync(jsonFile, `${JSON.stringify({ machine, loadAfter, ...results }, null, 2)}\n`)
}
