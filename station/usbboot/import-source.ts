import type { Readable } from 'node:stream'

/** One file of an import. `name` is its place below the target's folder. */
export type ImportedFile = {
  readonly name: string
  readonly size: number
  open(): Promise<Readable>
}

/** What an import is made of; `close` when it has been read. */
export type ImportSource = { readonly files: readonly ImportedFile[]; close(): void }

/** Why an import is not done: what happened and what to do, for the person. */
export class ImportRefusal extends Error {}
