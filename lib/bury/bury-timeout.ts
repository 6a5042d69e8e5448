/** A batch of burials is a read, a commit and a notice; the rest of these seconds is for throttles. */
export const BURY_TIMEOUT_SECONDS = 30;
