export const boardPage = {} as const
