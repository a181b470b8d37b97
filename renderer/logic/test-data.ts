import type { Board, BootStage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import type { Job, JobProgress, JobState } from '../../contract/job.ts'

/** Things as the station would tell them, for tests only. */

export const progress: JobProgress = {
  phase: 'writing',
  bytesDone: 500_000_000,
  bytesTotal: 2_000_000_000,
  bytesPerSecond: 80_000_000,
  secondsLeft: 19,
  limitedBy: null,
}

/** A board at this stage, with one eMMC. */
export function boardAt(stage: BootStage, changes: Partial<Board> = {}): Board {
  return {
    id: 'board-1',
    serial: '10000000a1b2c3d4',
    macs: ['dc:a6:32:01:02:03'],
    ip: '10.47.0.11',
    name: null,
    slot: null,
    model: 'Raspberry Pi Compute Module 4 Rev 1.1',
    revision: 'b03141',
    memoryBytes: 4_294_967_296,
    eepromVersion: null,
    bootMode: null,
    link: 'network',
    usbPath: null,
    eepromConfig: null,
    eepromMinimum: null,
    storages: [
      {
        path: '/dev/mmcblk0',
        kind: 'emmc',
        sizeBytes: 7_818_182_656,
        name: '',
        cid: '',
        removable: false,
      },
    ],
    stage,
    stuck: null,
    netboot: 'agent',
    approved: false,
    note: '',
    hasPhoto: false,
    firstSeenAt: 0,
    lastSeenAt: 0,
    ...changes,
  }
}

/** A job of board-1 in this state. */
export function jobIn(state: JobState, changes: Partial<Job> = {}): Job {
  return {
    id: 'job-1',
    kind: 'deploy',
    boardId: 'board-1',
    boardLabel: '10000000a1b2c3d4',
    boardSerial: '10000000a1b2c3d4',
    boardModel: 'Raspberry Pi Compute Module 4 Rev 1.1',
    batchId: null,
    note: '',
    imageId: 'image-1',
    imageName: 'Lite',
    target: { path: '/dev/mmcblk0', sizeBytes: 7_818_182_656, cid: '' },
    state,
    createdAt: 10,
    startedAt: null,
    attempts: 0,
    ...changes,
  }
}

/** A small sealed image. */
export function imageNamed(name: string, changes: Partial<Image> = {}): Image {
  return {
    id: 'image-1',
    name,
    rawSize: 2_000_000_000,
    definedBytes: 2_000_000_000,
    dataBytes: 1_200_000_000,
    framesSize: 500_000_000,
    chunkCount: 1200,
    partitionTable: null,
    operatingSystem: null,
    source: { kind: 'import', fileName: 'lite.img.xz', compressedSha256: '', url: null },
    sealedAt: '2026-05-20T12:00:00Z',
    ...changes,
  }
}
