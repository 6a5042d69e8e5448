/** Days that an event and the attempts of its deliveries are kept: longer than two waits of 28 days. */
export const RETENTION_DAYS = 60;
