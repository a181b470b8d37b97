import { expect, test } from 'vitest'
import { likelyImage, reasonAgainstImage } from './image-fit.ts'
import { imageNamed, jobIn } from './test-data.ts'

const small = imageNamed('Small', { id: 'small' })
const large = imageNamed('Large', { id: 'large' })
const both = new Map([small, large].map((image) => [image.id, image]))

test('an image as large as the storage fits', () => {
  expect(reasonAgainstImage({ rawSize: 512 }, { sizeBytes: 512 })).toBeNull()
})

test('a storage whose size nobody told is not called too small', () => {
  expect(reasonAgainstImage({ rawSize: 512 }, { sizeBytes: 0 })).toBeNull()
})

test('an image that is too large is refused with both sizes', () => {
  expect(reasonAgainstImage({ rawSize: 6_400_000_000 }, { sizeBytes: 1_967_128_576 })).toContain(
    'needs 6.4 GB, the storage has 2 GB',
  )
})

test('sizes that would read the same are told in bytes', () => {
  expect(reasonAgainstImage({ rawSize: 8_000_000_512 }, { sizeBytes: 8_000_000_000 })).toContain(
    'needs 8,000,000,512 bytes, the storage has 8,000,000,000 bytes',
  )
})

test('the image that was deployed last is the likely one', () => {
  const jobs = [
    jobIn({ kind: 'armed' }, { imageId: 'small', createdAt: 1 }),
    jobIn({ kind: 'armed' }, { imageId: 'large', createdAt: 2 }),
    jobIn({ kind: 'armed' }, { imageId: 'removed', createdAt: 3 }),
    jobIn({ kind: 'armed' }, { imageId: 'small', createdAt: 4, kind: 'backup' }),
  ]
  expect(likelyImage(both, jobs)).toBe(large)
})

test('without a deploy nothing is chosen for the person, unless there is no choice', () => {
  expect(likelyImage(both, [])).toBeNull()
  expect(likelyImage(new Map([['small', small]]), [])).toBe(small)
})
