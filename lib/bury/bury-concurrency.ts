/** Burials at once: the least that an event source mapping takes. They are rare, none is urgent. */
export const BURY_CONCURRENCY = 2;
