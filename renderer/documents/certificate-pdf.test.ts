// @vitest-environment node
import { expect, test } from 'vitest'
import { type CertificateSheet, drawCertificate } from './certificate-pdf.ts'
import { drawLabel } from './label-pdf.ts'
import { readPdf } from './pdf-test-reader.ts'
import { testPainter } from './test-painter.ts'

const sheet: CertificateSheet = {
  language: 'en',
  title: 'Certificate of a deploy',
  station: 'Bootbench 0.1.0 on bench0, 10.20.50.1',
  result: 'Verified',
  explanation: 'Everything was read back and matched.',
  verified: true,
  groups: [
    {
      title: 'Board',
      facts: [
        { term: 'Name', value: 'Gateway' },
        { term: 'Serial', value: '10000000a1b2c3d4', mono: true },
      ],
    },
  ],
  note: null,
  footer: 'Job job-1',
  pageOf: (page, pages) => `${page} / ${pages}`,
  code: 'BOOTBENCH;job=job-1',
  createdAt: new Date('2026-05-20T12:00:00Z'),
}

async function textOf(changes: Partial<CertificateSheet>): Promise<readonly string[]> {
  return (await readPdf(await drawCertificate({ ...sheet, ...changes }, testPainter()))).flat()
}

test('a certificate says what its sheet says', async () => {
  expect(await textOf({})).toEqual([
    'Bootbench 0.1.0 on bench0, 10.20.50.1',
    'Certificate of a deploy',
    'Verified',
    'Everything was read back and matched.',
    'Board',
    'Name',
    'Gateway',
    'Serial',
    '10000000a1b2c3d4',
    'Job job-1',
    '1 / 1',
  ])
})

test('the same sheet is drawn to the same bytes', async () => {
  expect(await drawCertificate(sheet, testPainter())).toEqual(
    await drawCertificate(sheet, testPainter()),
  )
})

test('letters of German are text, and all that the fonts lack is painted with its text beside it', async () => {
  const painter = testPainter()
  const names = ['Prüfstraße Süd – „Nord“ 5 €', 'Шлюз 3', '网关', '🥧 pi 👩‍🔧', 'a\u0301 \u200d']
  const file = await drawCertificate(
    {
      ...sheet,
      title: names.join(' '),
      groups: [{ title: '🧰', facts: names.map((name) => ({ term: 'Имя', value: name })) }],
    },
    painter,
  )
  const lines = (await readPdf(file)).flat()
  for (const name of names) expect(lines).toContain(name)
  expect(painter.painted).toContain('Шлюз 3')
  expect(painter.painted).not.toContain(names[0])
})

test('no name breaks the file: control characters, half characters, nothing, and very long words', async () => {
  const names = [
    'a\u0000\u0007b',
    'half \ud83d',
    '',
    'x'.repeat(500),
    '\u202e4d3c',
    '\n\n',
    '(\\)>',
  ]
  const facts = names.map((value) => ({ term: value, value, mono: true }))
  const lines = await textOf({ groups: [{ title: 'x', facts }], title: names.join('\n') })
  expect(lines).toContain('a  b')
  expect(lines).toContain('4d3c')
  expect(lines.join('')).toContain('(\\)>')
  expect(lines.filter((line) => /^x{10,}$/.test(line)).join('').length).toBeGreaterThan(500)
})

test('a long note goes on on further pages, and every page says which one it is', async () => {
  const text = Array.from({ length: 200 }, (_, index) => `line ${index}`).join('\n')
  const pages = await readPdf(
    await drawCertificate({ ...sheet, note: { title: 'Note', text } }, testPainter()),
  )
  const noted = pages.flat().filter((line) => line.startsWith('line '))
  expect(noted).toEqual(text.split('\n'))
  expect(pages.length).toBeGreaterThan(3)
  expect(pages.map((lines) => lines.at(-1))).toEqual(
    pages.map((_, index) => `${index + 1} / ${pages.length}`),
  )
})

test('a label holds its lines; what is too wide is cut at its end', async () => {
  const label = {
    title: 'Gateway',
    lines: [{ text: '10000000a1b2c3d4', mono: true }, { text: 'model '.repeat(40) }],
    code: '10000000a1b2c3d4',
    createdAt: sheet.createdAt,
  }
  const [lines = []] = await readPdf(await drawLabel(label, testPainter()))
  expect(lines.slice(0, 2)).toEqual(['Gateway', '10000000a1b2c3d4'])
  expect(lines[2]).toMatch(/^model model .*…$/)
})
