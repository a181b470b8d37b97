import { type Command, CommandError, exitCodes, UsageError } from '../command.ts'
import { describeJob } from '../follow-job.ts'
import { clientOptions, parseArguments } from '../parse-arguments.ts'
import { defaultStation, withStation } from '../station-client.ts'

export const jobsCommand: Command = {
  name: 'jobs',
  summary: 'list jobs, cancel one, try one again, or read its log',
  help: [
    'bootbench jobs [list] [--json] [--station URL]',
    'bootbench jobs cancel|retry|log JOB',
    '',
    'JOB is the id of a job or its beginning.',
  ].join('\n'),
  run: async (args, shell) => {
    const { values, positionals } = parseArguments({
      args: [...args],
      options: clientOptions,
      allowPositionals: true,
    })
    const [action = 'list', words] = positionals
    return withStation(values.station ?? defaultStation, async (client) => {
      const jobs = await client.jobs.list()
      if (action === 'list') {
        const lines = jobs.map((job) => `${job.id.slice(0, 8)}  ${describeJob(job)}`)
        shell.print(
          values.json === true
            ? JSON.stringify(jobs, null, 2)
            : lines.join('\n') || 'There are no jobs.',
        )
        return exitCodes.done
      }
      if (words === undefined) throw new UsageError('Say which job.')
      const [job] = jobs.filter((candidate) => candidate.id.startsWith(words))
      if (job === undefined) throw new CommandError(`There is no job ${words}.`)
      switch (action) {
        case 'cancel':
          await client.jobs.cancel({ id: job.id })
          return exitCodes.done
        case 'retry':
          await client.jobs.retry({ id: job.id })
          return exitCodes.done
        case 'log':
          shell.print((await client.jobs.log({ id: job.id })).text)
          return exitCodes.done
        default:
          throw new UsageError(`There is no action "${action}" for jobs.`)
      }
    })
  },
}
