import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where everything that the station keeps lies, below one folder. */
export type DataFolder = {
  readonly folder: string
  readonly databasePath: string
  readonly imagesFolder: string
  readonly uploadsFolder: string
  /** Signs the manifests of images. Made at the first start; never leaves this folder. */
  readonly signingKey: KeyObject
  /** The matching public key in PEM form: every agent of this station gets it. */
  readonly publicKeyPem: string
}

/** Opens the data folder at `folder`, and makes it at the first start. Only its owner may read it. */
export function openDataFolder(folder: string): DataFolder {
  const imagesFolder = join(folder, 'images')
  const uploadsFolder = join(folder, 'uploads')
  // Uploads that a killed station has left are of no use to anyone.
  rmSync(uploadsFolder, { recursive: true, force: true })
  for (const path of [folder, imagesFolder, uploadsFolder]) {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  }
  const signingKey = openSigningKey(join(folder, 'signing-key.pem'))
  const publicKeyPem = createPublicKey(signingKey)
    .export({ type: 'spki', format: 'pem' })
    .toString()
  const databasePath = join(folder, 'bootbench.sqlite')
  return { folder, databasePath, imagesFolder, uploadsFolder, signingKey, publicKeyPem }
}

function openSigningKey(path: string): KeyObject {
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('ed25519')
    // `wx`: two stations started at once on one folder must not overwrite each other's key.
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
      flag: 'wx',
    })
  }
  return createPrivateKey(readFileSync(path))
}
