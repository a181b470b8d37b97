/** Why something can't be done now, and what to do about it. */
export const reasons = {
  openJob: 'A job is open on this board. Wait until it ends, or cancel it.',
  noJob: 'No job is open on this board.',
  jobEnded: 'The job has ended meanwhile. There is nothing to cancel.',
  alreadyCancelling: 'It is being cancelled; the board has not confirmed yet.',
  nothingToRetry: 'The last job did not fail.',
  needsNoApproval: 'This board needs no approval.',
  approveFirst: 'Approve this board first.',
  noImage: 'There is no image yet. Import one on the Images page.',
  noAgent:
    'Our agent does not run on this board now. Choose “Netboot next time” and switch the board off and on.',
  stillThere:
    'The board is still there. Only boards that are gone or run their own system can be forgotten.',
  storageUnknownAway:
    'Its storage is not known yet. Choose “Netboot next time” and switch the board off and on.',
  storageUnknown: 'Its storage is not known yet. Wait until the agent is ready.',
  targetGone:
    'The storage of that job is not on this board any more. Choose Deploy to write to another one.',
  imageGone: 'The image of that job was removed. Choose Deploy to write another one.',
  imageTooLarge:
    'The image needs {{image}}, the storage has {{storage}}. Choose a smaller image or a larger storage.',
} as const
