import { expect, test } from 'vitest'
import type { Partition } from '../../contract/image.ts'
import { barPieces } from './partition-bar.ts'

function partition(number: number, startByte: number, sizeBytes: number, type = '83'): Partition {
  return { number, startByte, sizeBytes, type, bootable: false }
}

test('partitions and large gaps are told in the order of the storage', () => {
  const pieces = barPieces({
    rawSize: 1000,
    partitionTable: { kind: 'mbr', partitions: [partition(2, 500, 300), partition(1, 4, 296)] },
  })
  expect(pieces.map(({ partition, sizeBytes }) => [partition?.number, sizeBytes])).toEqual([
    [1, 296],
    [undefined, 200],
    [2, 300],
    [undefined, 200],
  ])
})

test('an extended partition does not hide the logical ones inside it', () => {
  const pieces = barPieces({
    rawSize: 1000,
    partitionTable: {
      kind: 'mbr',
      partitions: [partition(1, 0, 1000, '0f'), partition(5, 0, 1000)],
    },
  })
  expect(pieces.map((piece) => piece.partition?.number)).toEqual([5])
})
