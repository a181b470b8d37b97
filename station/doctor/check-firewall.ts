import { readFile } from 'node:fs/promises'
import { dropsFrom, letsDhcpIn, parseBaseChains } from '../platform/nft-ruleset.ts'
import type { DoctorParts } from './doctor-parts.ts'
import {
  byHand,
  type Finding,
  type NftChain,
  ok,
  problem,
  type Repair,
  type RepairCommand,
  warning,
} from './finding.ts'

const id = 'firewall'
const title = 'The firewall lets boards in'
const limitMs = 5000

/** What an office laptop's firewall drops, the station never sees: boards that ask get no answer. */
export async function checkFirewall(parts: DoctorParts): Promise<Finding> {
  const { interfaceName } = parts.settings.current()
  if (interfaceName === null) return ok(id, title, 'It is looked at once a network port is chosen.')
  return (
    (await checkFirewalld(interfaceName, parts)) ??
    (await checkUfw(interfaceName, parts)) ??
    (await checkNft(interfaceName, parts)) ??
    unreadable(interfaceName)
  )
}

/** firewalld refuses what its zone does not name; only the zone "trusted" accepts everything. */
async function checkFirewalld(name: string, { run }: DoctorParts): Promise<Finding | null> {
  const state = await run('firewall-cmd', ['--state'], limitMs)
  if (state.kind !== 'exited' || state.code !== 0) return null
  const asked = await run('firewall-cmd', [`--get-zone-of-interface=${name}`], limitMs)
  const zone = asked.kind === 'exited' && asked.code === 0 ? asked.stdout.trim() : 'default'
  if (zone === 'trusted') return ok(id, title, `firewalld trusts ${name}.`)
  return closed(
    name,
    `firewalld has ${name} in its zone "${zone}", which refuses what boards ask.`,
    {
      id: 'firewalld',
      what: `Put ${name} into firewalld's zone "trusted", until firewalld starts anew.`,
      argv: ['firewall-cmd', '--zone=trusted', `--change-interface=${name}`],
      undo:
        zone === 'default'
          ? ['firewall-cmd', '--zone=trusted', `--remove-interface=${name}`]
          : ['firewall-cmd', `--zone=${zone}`, `--change-interface=${name}`],
    },
  )
}

/** ufw's own words need root; whether it is on, everybody may read. */
async function checkUfw(name: string, { run, isRoot }: DoctorParts): Promise<Finding | null> {
  const settings = await readFile('/etc/ufw/ufw.conf', 'utf8').catch(() => '')
  if (!/^ENABLED=yes/m.test(settings)) return null
  const status = isRoot ? await run('ufw', ['status'], limitMs) : null
  const rules = status?.kind === 'exited' ? status.stdout : ''
  if (new RegExp(`^Anywhere on ${escapeForPattern(name)}\\s+ALLOW\\s+Anywhere`, 'm').test(rules))
    return ok(id, title, `ufw accepts what comes in on ${name}.`)
  return closed(name, 'ufw is on and refuses what comes in unless a rule allows it.', {
    id: 'ufw',
    what: `Let ufw accept what comes in on ${name}.`,
    argv: ['ufw', 'allow', 'in', 'on', name],
    undo: ['ufw', 'delete', 'allow', 'in', 'on', name],
  })
}

function closed(interfaceName: string, found: string, command: RepairCommand): Finding {
  const repair: Repair = {
    kind: 'commands',
    title: titleOfRepair(interfaceName),
    commands: [command],
  }
  return problem(id, title, found, nextStep(interfaceName), repair)
}

/** Base chains of nftables, with the forward ones where boards are to reach the internet; iptables of today is a front end of it. Null when they may not be read. */
async function checkNft(name: string, parts: DoctorParts): Promise<Finding | null> {
  const result = await parts.run('nft', ['-j', 'list', 'ruleset'], limitMs)
  if (result.kind === 'not-installed') return ok(id, title, 'No firewall was found.')
  const chains =
    result.kind === 'exited' && result.code === 0 ? parseBaseChains(result.stdout) : null
  if (chains === null) return null
  const hooks = parts.settings.current().internetForBoards ? ['input', 'forward'] : ['input']
  const dropping = chains.filter(
    (chain) =>
      hooks.includes(chain.hook) &&
      (chain.family === 'ip' || chain.family === 'inet') &&
      dropsFrom(chain, name),
  )
  if (dropping.length === 0) return ok(id, title, `Nothing drops what comes in on ${name}.`)
  const places = dropping.map((one) => `"${one.family} ${one.table} ${one.name}"`).join(', ')
  const repair: Repair = {
    kind: 'nft-accept',
    title: titleOfRepair(name),
    interfaceName: name,
    chains: dropping.map(
      (one): NftChain => ({
        family: one.family === 'ip' ? 'ip' : 'inet',
        table: one.table,
        chain: one.name,
        hook: one.hook === 'forward' ? 'forward' : 'input',
      }),
    ),
  }
  const found = `What comes in on ${name} is dropped by ${places}, unless a rule there allows it.`
  // Somebody has thought of boards there; whether of TFTP and HTTP too can't be told.
  const isPrepared = dropping.every((one) => letsDhcpIn(one, name))
  return isPrepared
    ? warning(id, title, `${found} One lets DHCP in.`, nextStep(name), repair)
    : problem(id, title, found, nextStep(name), repair)
}

function unreadable(interfaceName: string): Finding {
  const repair: Repair = {
    kind: 'by-hand',
    title: 'Look at the firewall',
    plan: [
      byHand(
        'look',
        `Look for chains with "hook input" and "policy drop" that have no rule for ${interfaceName}.`,
        'sudo nft list ruleset',
        null,
      ),
    ],
  }
  return warning(
    id,
    title,
    'The rules of the firewall may be read by root only, so it is not known.',
    'If boards have a link and nothing of them is seen, look at the rules.',
    repair,
  )
}

function titleOfRepair(interfaceName: string): string {
  return `Accept what comes in on ${interfaceName}`
}

function nextStep(interfaceName: string): string {
  return `Accept what comes in on ${interfaceName}: only boards are there. Other ports stay as they are.`
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
