export const jobPage = {} as const
