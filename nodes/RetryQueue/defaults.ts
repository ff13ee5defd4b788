/** As the editor shows them. */
export const AT_MOST = 100;
export const LEASE_MINUTES = 10;
export const BREAKER_FAILURES = 5;
export const BREAKER_PAUSE_SECONDS = 60;
export const BATCH_RECORDS = 100;
export const BATCH_KILOBYTES = 1_000;
