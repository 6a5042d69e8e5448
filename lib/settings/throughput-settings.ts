import { wholeNumberOrNone } from "./setting.ts";

/**
 * What a new table on demand takes in a second; warm throughput begins there.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
const WARM_READ_UNITS = 12_000;
const WARM_WRITE_UNITS = 4000;
/** Far above the quota of 40,000 units a table, which AWS raises when asked. */
const MOST_UNITS = 1_000_000;

/** What the deliveries table takes a second: of lib/settings.ts. */
export const THROUGHPUT_SETTINGS = {
  warmReadUnits: wholeNumberOrNone(WARM_READ_UNITS, MOST_UNITS, {
    default: "none",
    reason: `Reads a second that the deliveries table and its indexes take from the start (warm throughput). None: what every new table has, ${WARM_READ_UNITS}, growing with use. More is paid for once and cannot be taken back.`,
  }),
  warmWriteUnits: wholeNumberOrNone(WARM_WRITE_UNITS, MOST_UNITS, {
    default: "none",
    reason: `The same for writes; a new table takes ${WARM_WRITE_UNITS}, and twice its last peak. For a migration, or a known rush, of more than a thousand deliveries a second.`,
  }),
  maxReadUnits: wholeNumberOrNone(100, MOST_UNITS, {
    default: "none",
    reason:
      "Reads a second from which on the deliveries table refuses more: an end to what a flood may cost. None: a bill can be paid, a throttled table delays every tenant.",
  }),
  maxWriteUnits: wholeNumberOrNone(100, MOST_UNITS, {
    default: "none",
    reason:
      "The same for writes. What is refused is repeated and carried on, no request to a receiver twice, but late.",
  }),
} as const;
