// Makes the fresh Debian of the package's test before it is needed: scripts/prepare-tests.ts.
import { cleanRoot } from './clean-root.ts'

process.stdout.write(`${await cleanRoot()}\n`)
