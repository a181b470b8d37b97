import { implement } from '@orpc/server'
import { boardLabel } from '../../contract/board.ts'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'
import { exportCapture } from '../traffic/export-capture.ts'

export function createTrafficRouter({ traffic, boards, serving, options }: Station) {
  const os = implement(contract.traffic)
  const labelOf = (boardId: string): string | null => {
    const board = boards.get(boardId)
    return board === undefined ? null : boardLabel(board)
  }
  return os.router({
    watch: os.watch.handler(({ input, signal }) =>
      traffic.follow(input.boardId, signal ?? new AbortController().signal),
    ),
    export: os.export.handler(({ input }) => {
      const { boardId } = input
      const status = serving.current()
      const file = exportCapture(traffic.remembered(boardId), {
        version: options.version,
        interfaceName: status.kind === 'serving' ? status.interfaceName : 'bench',
        labelOf,
      })
      const label = boardId === null ? null : labelOf(boardId)
      return {
        fileName: captureFileName(options.clock(), label),
        base64: file.toString('base64'),
      }
    }),
  })
}

function captureFileName(now: number, label: string | null): string {
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')
  const about = label === null ? '' : `-${label.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}`
  return `bootbench-traffic${about}-${time}.pcapng`
}
