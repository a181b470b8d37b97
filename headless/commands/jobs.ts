import { isOpen, type Job, type JobSearch, jobSearchSchema } from '../../contract/job.ts'
import { type Command, CommandError, exitCodes, type Shell, UsageError } from '../command.ts'
import { describeJob } from '../follow-job.ts'
import { clientOptions, parseArguments, parseNumber } from '../parse-arguments.ts'
import { defaultStation, type StationClient, withStation } from '../station-client.ts'

type Options = {
  readonly json?: boolean | undefined
  readonly csv?: boolean | undefined
  readonly search?: string | undefined
  readonly state?: readonly string[] | undefined
  readonly limit: string
}

export const jobsCommand: Command = {
  name: 'jobs',
  summary: 'list or search jobs, cancel one, try one again, or read its log',
  help: [
    'bootbench jobs [list] [--json] [--station URL]',
    'bootbench jobs --search WORDS [--state STATE] [--limit N] [--json]',
    'bootbench jobs --csv [--search WORDS] [--state STATE]',
    'bootbench jobs cancel|retry|log|note JOB [TEXT]',
    '',
    'JOB is the id of a job or its beginning. Without --search the open jobs and the latest are listed.',
    '  --search WORDS  every job ever whose serial number, board, image, note or id holds all of these words',
    '  --state STATE   open, done, unverified, failed or cancelled; may be given several times',
    '  --limit N       at most so many, the newest (200)',
    '  --csv           all that is found as comma-separated values (RFC 4180); with --json as JSON, on standard output',
    '  note JOB TEXT   write something down about the job',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: {
        ...clientOptions,
        csv: { type: 'boolean' },
        search: { type: 'string' },
        state: { type: 'string', multiple: true },
        limit: { type: 'string', default: '200' },
      },
      allowPositionals: true,
    })
    const [action = 'list', words, text] = positionals
    const search = readSearch(values)
    return withStation(values.station ?? defaultStation, async (client) => {
      if (action === 'list') {
        await list(client, search, values, shell)
        return exitCodes.done
      }
      if (words === undefined) throw new UsageError('Say which job.')
      await act(client, action, await findJob(client, words), text, shell)
      return exitCodes.done
    })
  },
}

function readSearch({ search, state, limit }: Options): JobSearch {
  const states = jobSearchSchema.shape.states.safeParse(state)
  if (!states.success)
    throw new UsageError('--state must be open, done, unverified, failed or cancelled.')
  return jobSearchSchema.parse({
    text: search ?? '',
    states: states.data,
    limit: parseNumber(limit, '--limit', 1, 1_000),
  })
}

async function list(
  client: StationClient,
  search: JobSearch,
  { csv, json, search: words, state }: Options,
  shell: Shell,
): Promise<void> {
  if (csv === true) {
    const { text } = await client.jobs.export({ search, format: json === true ? 'json' : 'csv' })
    shell.print(text.trimEnd())
    return
  }
  const isSearch = words !== undefined || state !== undefined
  const page = isSearch ? await client.jobs.search(search) : null
  const jobs = page === null ? await client.jobs.list() : page.jobs
  if (json === true) {
    shell.print(JSON.stringify(jobs, null, 2))
    return
  }
  shell.print(
    jobs.map(lineOf).join('\n') || (isSearch ? 'No job was found.' : 'There are no jobs.'),
  )
  if (page !== null && page.total > jobs.length)
    shell.complain(`${jobs.length} of ${page.total} are shown; --limit shows more, --csv all.`)
}

function lineOf(job: Job): string {
  const time = new Date(job.createdAt).toISOString().slice(0, 16).replace('T', ' ')
  return `${job.id.slice(0, 8)}  ${time}  ${describeJob(job)}`
}

/** Also one of the history, which the list does not show. */
async function findJob(client: StationClient, words: string): Promise<Job> {
  const { jobs } = await client.jobs.search(jobSearchSchema.parse({ text: words, limit: 1_000 }))
  const [job, other] = jobs.filter((candidate) => candidate.id.startsWith(words))
  if (job === undefined) throw new CommandError(`There is no job ${words}.`)
  if (other !== undefined) {
    throw new CommandError(
      `"${words}" is the beginning of more than one job: ${job.id}, ${other.id}. Give more of it.`,
    )
  }
  return job
}

async function act(
  client: StationClient,
  action: string,
  job: Job,
  text: string | undefined,
  shell: Shell,
): Promise<void> {
  switch (action) {
    case 'cancel':
      if (!isOpen(job)) throw new CommandError(`Job ${job.id} has ended already.`)
      await client.jobs.cancel({ id: job.id })
      return
    case 'retry':
      await client.jobs.retry({ id: job.id })
      return
    case 'log':
      shell.print((await client.jobs.log({ id: job.id })).text)
      return
    case 'note':
      if (text === undefined) throw new UsageError('Say what to write down.')
      await client.jobs.setNote({ id: job.id, note: text })
      return
    default:
      throw new UsageError(`There is no action "${action}" for jobs.`)
  }
}
