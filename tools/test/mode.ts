/** Under CI everything is tested, as users have it, on both databases; elsewhere what is worth its time. */
export const isCi = process.env.CI === 'true'
