import { type Refusal, refusal } from '../../contract/errors.ts'
import type { PlanStep } from '../../contract/settings.ts'
import type { RunCommand } from '../platform/run-command.ts'
import type { NftChain } from './finding.ts'
import { commandText, whatItSaid } from './run-commands.ts'

const limitMs = 10_000

/** By this comment our rules are known again. */
function commentOf(interfaceName: string): string {
  return `bootbench ${interfaceName}`
}

/** Puts "accept what comes in here" at the head of each chain; all or none. */
export async function acceptAtHead(
  interfaceName: string,
  chains: readonly NftChain[],
  run: RunCommand,
): Promise<{ readonly kind: 'done' } | Refusal> {
  for (const chain of chains) {
    for (const argv of insertsOf(interfaceName, chain)) {
      const result = await run('nft', argv, limitMs)
      if (result.kind === 'exited' && result.code === 0) continue
      await removeAccepts(interfaceName, chains, run)
      return refusal(
        'firewall-not-changed',
        `The firewall was not changed: ${whatItSaid(result)}. Change it in its own settings so that it accepts what comes in on ${interfaceName}.`,
      )
    }
  }
  return { kind: 'done' }
}

/** What comes in on the port; and, between boards and the internet, the answers that go out to it. */
function insertsOf(interfaceName: string, chain: NftChain): string[][] {
  const { family, table, chain: name, hook } = chain
  const insert = (...match: string[]): string[] => [
    ...['insert', 'rule', family, table, name],
    ...match,
    ...['accept', 'comment', `"${commentOf(interfaceName)}"`],
  ]
  const incoming = insert('iifname', `"${interfaceName}"`)
  if (hook === 'input') return [incoming]
  const answers = ['ct', 'state', '{', 'established,', 'related', '}']
  return [incoming, insert('oifname', `"${interfaceName}"`, ...answers)]
}

/** Removes our rules from the chains; a chain or rule that is gone already is fine. */
export async function removeAccepts(
  interfaceName: string,
  chains: readonly NftChain[],
  run: RunCommand,
): Promise<{ readonly kind: 'undone' } | Refusal> {
  for (const { family, table, chain } of chains) {
    const list = await run('nft', ['-j', 'list', 'chain', family, table, chain], limitMs)
    if (list.kind !== 'exited' || list.code !== 0) continue
    for (const handle of handlesOf(list.stdout, commentOf(interfaceName))) {
      const argv = ['delete', 'rule', family, table, chain, 'handle', String(handle)]
      const result = await run('nft', argv, limitMs)
      if (result.kind === 'exited' && result.code === 0) continue
      return refusal(
        'firewall-not-changed',
        `A rule of the station is still in the firewall (${family} ${table} ${chain}): ${whatItSaid(result)}. Remove it with "${commandText(['nft', ...argv])}".`,
      )
    }
  }
  return { kind: 'undone' }
}

/** The handles of rules with this comment in the output of `nft -j list chain`. */
function handlesOf(json: string, comment: string): number[] {
  const { nftables } = JSON.parse(json) as {
    nftables?: { rule?: { handle?: number; comment?: string } }[]
  }
  return (nftables ?? []).flatMap(({ rule }) =>
    rule?.comment === comment && rule.handle !== undefined ? [rule.handle] : [],
  )
}

/** The same by hand. */
export function stepsOfAccept(
  interfaceName: string,
  chains: readonly NftChain[],
  privileged: string,
): PlanStep[] {
  return chains.map((entry) => {
    const where = `${entry.family} ${entry.table} ${entry.chain}`
    const inserts = insertsOf(interfaceName, entry).map((argv) => argv.join(' '))
    return {
      id: `accept ${where}`,
      what: `Let the firewall's chain "${where}" accept what comes in on ${interfaceName}${entry.hook === 'forward' ? ' and the answers to it' : ''}. It lasts until the firewall is loaded again.`,
      command: privileged + commandText(['nft', inserts.join('; ')]),
      undo: `${privileged}nft -a list chain ${where} (find the handle of the rule with the comment "${commentOf(interfaceName)}"), then ${privileged}nft delete rule ${where} handle NUMBER`,
    }
  })
}
