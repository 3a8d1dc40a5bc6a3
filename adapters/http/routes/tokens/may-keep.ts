/** Whoever verifies tokens need not ask again for five minutes: as long as a token lasts. */
export const MAY_KEEP = { 'cache-control': 'public, max-age=300' } as const;
