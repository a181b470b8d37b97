import { expect, test } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { jobTableHeading, jobTableLine } from './job-table.ts'

const job: Job = {
  id: 'a',
  kind: 'deploy',
  boardId: 'b',
  boardLabel: 'left, "upper"',
  boardSerial: null,
  boardModel: null,
  batchId: null,
  note: '=HYPERLINK("http://evil.example")',
  imageId: 'c',
  imageName: '-golden',
  target: { path: '/dev/mmcblk0', sizeBytes: 10, cid: '' },
  state: { kind: 'failed', finishedAt: 61_500, code: 'x', message: 'two\nlines' },
  createdAt: 0,
  startedAt: 60_000,
  attempts: 1,
}

test('a line has a cell for each heading, times in UTC, and quotes what needs quotation marks', () => {
  expect(jobTableHeading).toBe(
    'job,kind,state,serial,board,model,board_id,image,image_id,storage,storage_bytes,card_identity,armed_at,started_at,finished_at,seconds,attempts,verified_bytes,batch_id,failure,message,note\r\n',
  )
  expect(jobTableLine(job)).toBe(
    `a,deploy,failed,,"left, ""upper""",,b,'-golden,c,/dev/mmcblk0,10,,1970-01-01T00:00:00.000Z,1970-01-01T00:01:00.000Z,1970-01-01T00:01:01.500Z,1.5,1,,,x,"two\nlines","'=HYPERLINK(""http://evil.example"")"\r\n`,
  )
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
  'a note that begins like the formula %j is text in a spreadsheet',
  (note) => {
    const line = jobTableLine({ ...job, note })
    expect(line).toContain(`'${note}`)
  },
)
