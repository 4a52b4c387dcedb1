/** For `vi.waitFor`, whose own second is too short on a busy machine; still below the time that a test has. */
export const patience = { timeout: 25_000, interval: 20 }
