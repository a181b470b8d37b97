import { expect, test } from 'vitest'
import { scaledSize } from './scaled-size.ts'

test('a large picture is scaled to fit, a small one stays as it is', () => {
  expect(scaledSize(4000, 3000, 1280)).toEqual({ width: 1280, height: 960 })
  expect(scaledSize(3000, 4000, 1280)).toEqual({ width: 960, height: 1280 })
  expect(scaledSize(640, 480, 1280)).toEqual({ width: 640, height: 480 })
})

test('a picture thinner than a pixel after scaling keeps one', () => {
  expect(scaledSize(100_000, 10, 1280)).toEqual({ width: 1280, height: 1 })
})
