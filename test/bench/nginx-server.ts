import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { LabProcess } from '../lab/lab-process.ts'
import { findPeer } from './peer-programs.ts'

export type NginxServer = {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

const address = '127.0.0.1'
const startLimit = 5_000

/**
 * Starts nginx for the files in `folder`, with a configuration and places of its own inside `home`: sendfile, one
 * worker for each core, no log of requests. Undefined when it is not there.
 */
export async function startNginx(options: {
  readonly home: string
  readonly folder: string
  readonly port: number
}): Promise<NginxServer | undefined> {
  const program = findPeer('nginx', 'usr/sbin/nginx')
  if (program === undefined) return undefined
  mkdirSync(options.home, { recursive: true })
  const file = join(options.home, 'nginx.conf')
  writeFileSync(file, configuration(options))
  const running = new LabProcess(program, ['-p', options.home, '-c', file, '-e', 'stderr'])
  await Promise.race([
    untilListening(options.port),
    running.ended.then(() => Promise.reject(new Error(`nginx ended: ${running.output}`))),
  ])
  return {
    url: `http://${address}:${options.port}`,
    pid: running.pid,
    stop: async () => {
      await running.stop()
    },
  }
}

function configuration({ home, folder, port }: { home: string; folder: string; port: number }) {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes auto;
pid ${join(home, 'nginx.pid')};
events { worker_connections 512; }
http {
  ${places.map((name) => `${name}_temp_path ${join(home, name)};`).join('\n  ')}
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000;
  server {
    listen ${address}:${port};
    root ${folder};
  }
}
`
}

async function untilListening(port: number): Promise<void> {
  const limit = performance.now() + startLimit
  while (performance.now() < limit) {
    if (await isListening(port)) return
    await wait(20)
  }
  throw new Error(`nginx did not listen at port ${port} within ${startLimit} ms`)
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address)
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
