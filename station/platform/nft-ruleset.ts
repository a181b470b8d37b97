import { z } from 'zod'

/** One base chain that decides about packets: where it is hooked, what it does at its end, and its rules. */
export interface BaseChain {
  readonly family: string
  readonly table: string
  readonly name: string
  readonly hook: string
  readonly policy: 'accept' | 'drop'
  readonly rules: readonly NftRule[]
}

export interface NftRule {
  /** The interface that it is limited to by `iifname`; null for any. */
  readonly iifname: string | null
  /** What it does with every packet (of that interface); null when it looks at more than the interface. */
  readonly verdict: 'accept' | 'drop' | null
  /** It lets requests to the DHCP server (UDP port 67) in, from its interface. */
  readonly acceptsDhcp: boolean
}

const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.string().optional(),
  policy: z.enum(['accept', 'drop']).optional(),
})
const ruleSchema = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())).optional(),
})
const rulesetSchema = z.object({
  nftables: z.array(
    z.object({ chain: chainSchema.optional(), rule: ruleSchema.optional() }).loose(),
  ),
})
const interfaceMatchSchema = z.object({
  op: z.literal('=='),
  left: z.object({ meta: z.object({ key: z.literal('iifname') }) }),
  right: z.string(),
})

const dhcpServerPort = 67
const portSchema = z.union([z.number(), z.object({ range: z.tuple([z.number(), z.number()]) })])
const portMatchSchema = z.object({
  op: z.literal('=='),
  left: z.object({ payload: z.object({ protocol: z.literal('udp'), field: z.literal('dport') }) }),
  right: z.union([portSchema, z.object({ set: z.array(portSchema) })]),
})

/** The base chains of `nft -j list ruleset` (libnftables-json(5)); null when the text is something else. */
export function parseBaseChains(text: string): BaseChain[] | null {
  const parsed = rulesetSchema.safeParse(parseJson(text))
  if (!parsed.success) return null
  const rules = parsed.data.nftables.flatMap(({ rule }) => (rule === undefined ? [] : [rule]))
  return parsed.data.nftables.flatMap(({ chain }) => {
    if (chain?.hook === undefined) return []
    const { family, table, name, hook, policy = 'accept' } = chain
    const own = rules.filter(
      (rule) => rule.family === family && rule.table === table && rule.chain === name,
    )
    return [
      { family, table, name, hook, policy, rules: own.map(({ expr = [] }) => readRule(expr)) },
    ]
  })
}

/** Statements that only count or note do not matter to what happens to a packet. */
const idleStatements = ['counter', 'log', 'comment']

function readRule(expr: readonly Record<string, unknown>[]): NftRule {
  const matters = expr.filter((statement) => !idleStatements.some((name) => name in statement))
  const match = interfaceMatchSchema.safeParse(matters[0]?.match)
  const rest = match.success ? matters.slice(1) : matters
  const [only] = rest
  const verdict = rest.length === 1 && only !== undefined ? verdictOf(only) : null
  const [port, last] = rest
  const acceptsDhcp = rest.length === 2 && 'accept' in (last ?? {}) && namesDhcp(port?.match)
  return { iifname: match.success ? match.data.right : null, verdict, acceptsDhcp }
}

/** `udp dport 67`, or a set or range that holds it. */
function namesDhcp(match: unknown): boolean {
  const parsed = portMatchSchema.safeParse(match)
  if (!parsed.success) return false
  const { right } = parsed.data
  const members = typeof right === 'object' && 'set' in right ? right.set : [right]
  return members.some((member) =>
    typeof member === 'number'
      ? member === dhcpServerPort
      : member.range[0] <= dhcpServerPort && dhcpServerPort <= member.range[1],
  )
}

function verdictOf(statement: Record<string, unknown>): NftRule['verdict'] {
  if ('accept' in statement) return 'accept'
  return 'drop' in statement || 'reject' in statement ? 'drop' : null
}

/**
 * Does this chain drop what comes in on the interface, where no rule that looks at more lets it through? The first rule
 * that decides about every packet of the interface counts, then the policy.
 */
export function dropsFrom(chain: BaseChain, interfaceName: string): boolean {
  for (const { iifname, verdict } of chain.rules) {
    const concerns = iifname === null || nameMatches(iifname, interfaceName)
    if (concerns && verdict !== null) return verdict === 'drop'
  }
  return chain.policy === 'drop'
}

/** Does a rule of the chain let DHCP in from the interface, before one that drops everything? */
export function letsDhcpIn(chain: BaseChain, interfaceName: string): boolean {
  for (const { iifname, verdict, acceptsDhcp } of chain.rules) {
    if (iifname !== null && !nameMatches(iifname, interfaceName)) continue
    if (acceptsDhcp) return true
    if (verdict === 'drop') return false
  }
  return false
}

/** `eth*` in a rule means every name that begins so. */
function nameMatches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema refuses it
  }
}
