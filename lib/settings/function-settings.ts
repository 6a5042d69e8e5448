import { flag, wholeNumber, wholeNumberOrNone, zeroOrFrom } from "./setting.ts";

const NO_RESERVATION =
  "Reserved concurrency, or none. None, because a reservation is taken from the whole account and new accounts have ten to give.";

/** How many functions run, how long, with how much, and how they call AWS: of lib/settings.ts. */
export const FUNCTION_SETTINGS = {
  deliverConcurrency: wholeNumber(2, 1000, {
    default: 100,
    reason:
      "Deliver functions that run at once. 100 batches of 10 are 1,000 requests at once and a tenth of an account's usual 1,000 functions.",
  }),
  deliverSlowConcurrency: zeroOrFrom(4, 1000, {
    default: 50,
    reason:
      "As many more for receivers not proved quick: half of them for those known to be slow. 0: none, and those hold up all others.",
  }),
  fanOutConcurrency: wholeNumber(2, 1000, {
    default: 20,
    reason:
      "Fan-out functions that run at once. 20 batches of 10 in ~50 ms are 4,000 events a second, more than deliver takes.",
  }),
  fanOutSliceConcurrency: zeroOrFrom(2, 1000, {
    default: 5,
    reason:
      "Besides, fan-out functions that send slices of events for more than 50 webhooks. 5 batches of 10 in ~0.2 s are 12,000 messages a second, more than deliver takes. 0: such events are sent whole, and keep the events of others waiting.",
  }),
  notificationConcurrency: wholeNumber(2, 1000, {
    default: 10,
    reason:
      "Functions that work on expiring notifications at once. Ten batches of ten in ~50 ms are 2,000 wakes a second, ten times what the API takes in by default.",
  }),
  longestAttemptSeconds: wholeNumber(1, 600, {
    default: 30,
    reason:
      "The longest timeout that a webhook may ask for, and the longest that an attempt gets. A receiver that needs more answers before its work is done.",
  }),
  deliverTimeoutSeconds: wholeNumber(3, 900, {
    default: 60,
    reason:
      "Timeout of deliver. All attempts of a batch run at once, each at most longestAttemptSeconds; the rest is for the writes around them. Messages of a crashed function return after six times this.",
  }),
  fanOutTimeoutSeconds: wholeNumber(5, 900, {
    default: 60,
    reason:
      "Timeout of fan-out: ten events for 1,000 webhooks each, sent whole, are 1,000 calls of some 10 ms.",
  }),
  deliverMemoryMb: wholeNumber(128, 10_240, {
    default: 512,
    reason:
      "Memory of deliver; CPU grows with it. A function waits for receivers most of its time, so more would be paid for idling.",
  }),
  fanOutMemoryMb: wholeNumber(128, 10_240, {
    default: 512,
    reason: "Memory of fan-out; CPU grows with it.",
  }),
  configApiMemoryMb: wholeNumber(128, 10_240, {
    default: 512,
    reason: "Memory of the config API; CPU grows with it, and with CPU the cold start shrinks.",
  }),
  deliverReservedConcurrency: wholeNumberOrNone(2, 1000, {
    default: "none",
    reason: NO_RESERVATION,
  }),
  fanOutReservedConcurrency: wholeNumberOrNone(2, 2000, {
    default: "none",
    reason: NO_RESERVATION,
  }),
  configApiReservedConcurrency: wholeNumberOrNone(1, 1000, {
    default: "none",
    reason: NO_RESERVATION,
  }),
  fastAwsClients: flag({
    default: true,
    reason:
      "Whether functions call AWS in shorter ways than the SDK's, which take half of the CPU of a delivery (`npm run bench:deliver`). Off: the SDK as it comes, should an update of it not go with them.",
  }),
  accountConcurrency: wholeNumberOrNone(1, 1_000_000, {
    default: "none",
    reason:
      "How many functions the account may run at once in its region, for the alarm that tells when they are nearly used up; none: no such alarm. `npm run deploy` asks Lambda and sets it.",
  }),
} as const;
