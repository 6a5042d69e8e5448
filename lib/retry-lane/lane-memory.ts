/**
 * Memory of the function that releases. CPU grows with it: 2,000 releases a second while one takes
 * up to 0.2 ms of a core, four times what it does (`npm run bench:release`).
 */
export const LANE_MEMORY_MB = 1024;
