/** As the editor shows them. How often and how fast is tried again: as the queue's own terms. */
export const BASE_SECONDS = 30;
export const CAP_MINUTES = 60;
export const MAX_ATTEMPTS = 8;
export const MAX_AGE_DAYS = 7;
export const SAGA_DAYS = 30;
