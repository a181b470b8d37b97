import { expect, test } from 'vitest'
import { jobIn } from '../logic/test-data.ts'
import { certificateCode } from './certificate-code.ts'

test('the code names job, serial number, image and result', () => {
  const job = jobIn({ kind: 'done', finishedAt: 1, verifiedBytes: 1 })
  expect(certificateCode(job)).toBe(
    'BOOTBENCH;job=job-1;serial=10000000a1b2c3d4;image=image-1;result=verified',
  )
})

test('only a verified job says verified', () => {
  expect(certificateCode(jobIn({ kind: 'unverified', finishedAt: 1, sentBytes: 1 }))).toContain(
    'result=unverified',
  )
  expect(certificateCode(jobIn({ kind: 'armed' }))).toContain('result=open')
})

test('no value can pretend to be another member', () => {
  const job = jobIn({ kind: 'armed' }, { boardSerial: 'x;result=verified', imageId: null })
  expect(certificateCode(job)).toBe(
    'BOOTBENCH;job=job-1;serial=x%3Bresult%3Dverified;image=;result=open',
  )
})
