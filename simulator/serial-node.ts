import { bootLines, osRelease, panicLines } from './serial-node-texts.ts'

/** A Pi Zero behind a serial line: it boots, asks who logs in, and answers a few commands. */
export type SerialNode = {
  /** What is typed. */
  type(bytes: Uint8Array): void
  /** From now on what it says goes to `say`; null: nobody hears it. Its first listener hears it boot. */
  connect(say: ((bytes: Uint8Array) => void) | null): void
  stop(): void
}

type NodeState = 'off' | 'booting' | 'login' | 'password' | 'shell' | 'panic'

const floodTickMs = 20
const floodBytesPerSecond = 1_000_000
const help =
  'Commands of this simulated node: dmesg, exit, flood [seconds], hostname, ls, panic, reboot, uname [-a|-m], uptime'

/** `timeScale` shortens its boot, for tests. */
export function createSerialNode(name: string, timeScale: number): SerialNode {
  let state: NodeState = 'off'
  let say: ((bytes: Uint8Array) => void) | null = null
  let line = ''
  let user = 'pi'
  const timers = new Set<ReturnType<typeof setTimeout>>()

  const print = (text: string): void => say?.(Buffer.from(text.replaceAll('\n', '\r\n')))
  function later(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, milliseconds)
    timers.add(timer)
  }
  function dropTimers(): void {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
  }
  function printSlowly([first, ...rest]: readonly string[], then: () => void): void {
    if (first === undefined) then()
    else {
      print(`${first}\n`)
      later(40 * timeScale, () => printSlowly(rest, then))
    }
  }
  function boot(): void {
    state = 'booting'
    printSlowly(bootLines(name), askForLogin)
  }
  function askForLogin(): void {
    state = 'login'
    print(`\nDebian GNU/Linux 13 ${name} ttyGS0\n\n${name} login: `)
  }
  function prompt(): void {
    state = 'shell'
    print(`\u001b[1;32m${user}@${name}\u001b[0m:\u001b[1;34m~\u001b[0m $ `)
  }
  function panic(): void {
    state = 'panic'
    print(`${panicLines.join('\n')}\n`)
    later(5_000 * timeScale, boot)
  }
  function flood(seconds: number): void {
    const start = Date.now()
    let sent = 0
    const tick = (): void => {
      const elapsed = Math.min(Date.now() - start, seconds * 1_000)
      while (sent < (elapsed / 1_000) * floodBytesPerSecond) {
        const text = `flood ${String(sent).padStart(9, '0')} ${'·-'.repeat(20)}\n`
        sent += Buffer.byteLength(text) + 1
        print(text)
      }
      if (elapsed < seconds * 1_000) later(floodTickMs, tick)
      else prompt()
    }
    tick()
  }
  function run(command: string): void {
    const [program = '', argument = ''] = command.trim().split(/\s+/)
    const answer = answerTo(program, argument, name)
    if (answer !== null) print(answer)
    if (program === 'panic' || /sysrq-trigger/.test(command)) panic()
    else if (program === 'reboot') boot()
    else if (program === 'exit') askForLogin()
    else if (program === 'flood') flood(Number(argument) || 5)
    else prompt()
  }
  function enter(): void {
    const typed = line
    line = ''
    print('\n')
    if (state === 'login') {
      user = typed.trim() || 'pi'
      state = 'password'
      print('Password: ')
    } else if (state === 'password') {
      print(`Linux ${name} 6.12.25+rpt-rpi-v8 aarch64\n`)
      prompt()
    } else if (state === 'shell') run(typed)
  }
  function interrupt(): void {
    dropTimers()
    line = ''
    print('^C\n')
    if (state === 'shell') prompt()
    else askForLogin()
  }
  function key(character: string): void {
    if (state === 'booting' || state === 'panic' || state === 'off') return
    if (character === '\r' || character === '\n') enter()
    else if (character === '\u0003') interrupt()
    else if (character === '\u007f' || character === '\b') {
      if (line !== '' && state !== 'password') print('\b \b')
      line = line.slice(0, -1)
    } else if (character >= ' ') {
      line += character
      if (state !== 'password') print(character)
    }
  }
  return {
    type: (bytes) => {
      for (const character of new TextDecoder().decode(bytes)) key(character)
    },
    connect: (listener) => {
      say = listener
      if (listener !== null && state === 'off') boot()
    },
    stop: dropTimers,
  }
}

/** What a command prints; null where it prints nothing. */
function answerTo(program: string, argument: string, name: string): string | null {
  const known: Readonly<Record<string, string>> = {
    dmesg: `${bootLines(name).join('\n')}\n`,
    help: `${help}\n`,
    hostname: `${name}\n`,
    ls: 'hello.txt\n',
    cat: osRelease,
    uptime: ' 10:11:12 up 3 min,  1 user,  load average: 0.08, 0.03, 0.01\n',
    uname:
      argument === '-m'
        ? 'aarch64\n'
        : `Linux ${name} 6.12.25+rpt-rpi-v8 #1 SMP PREEMPT aarch64 GNU/Linux\n`,
  }
  const silent = ['', 'panic', 'reboot', 'exit', 'flood', 'echo', 'sudo']
  if (silent.includes(program)) return null
  return known[program] ?? `-bash: ${program}: command not found\n`
}
