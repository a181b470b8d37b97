/** Words of the general parts. */
export const uiText = {
  save: 'Save',
  leave: 'Leave as it was',
  cancel: 'Cancel',
  close: 'Close',
  dismiss: 'Dismiss',
  back: 'Back',
} as const
