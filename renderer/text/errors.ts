/** Words for failures that the station itself can't put into words. */
export const errorText = {
  notConnected:
    'Nothing was sent: there is no connection to the station. Try again when it is back.',
  connectionBroke:
    'The connection broke before the station answered. Look whether it was done, then try again.',
  unknown: 'Something went wrong, and the station did not say what. Its log may tell more.',
  uploadBroke:
    'The upload broke: the station was not reached. Look at the connection, then choose the file again.',
  uploadRefused: (status: number) => `The station refused the file (HTTP ${status}).`,
} as const
