/** Words for failures that the station itself can't put into words. */
export const errors = {
  notConnected:
    'Nothing was sent: there is no connection to the station. Try again when it is back.',
  connectionBroke:
    'The connection broke before the station answered. Look whether it was done, then try again.',
  otherVersion:
    'The station does not know this request: it has another version than this window. Load the window again.',
  unknown: 'Something went wrong, and the station did not say what. Its log may tell more.',
  uploadBroke:
    'The upload broke: the station was not reached. Look at the connection, then choose the file again.',
  uploadRefused: 'The station refused the file (HTTP {{status}}).',
  pageBroke: 'This page failed',
  pageBrokeWhy:
    'A part of the user interface could not be shown. The station and its jobs go on. Load the window again; if it fails again, the details below help to report it.',
  reload: 'Load again',
  details: 'Details',
} as const
