import { ALONE, COMMIT, DELIVER, RECORDS, UNCLAIMED, WHOSE_TURN, type Mutant } from "./mutant.ts";
import { ACKS_EARLY } from "./order-edits.ts";

/** In place of `IS_LIVE` and its values. */
const ANY_STATE = `'"status" <> ?', [{ S: "none" }]`;
const EXPIRES = "expiresAtSeconds: Math.ceil(nextAttemptAtMs / 1000),";

/** The mutants of the model's suite that are about commits, and what ends a delivery. */
export const SETTLING_MUTANTS: readonly Mutant[] = [
  {
    name: "second POST after a refused commit",
    seed: 1153,
    edits: [
      {
        file: DELIVER,
        at: "D1 again",
        from: '() => Promise.resolve("failed")',
        to: "(again) => attempt(work, again)",
      },
    ],
    focus: { ...ALONE, faults: { duplicate: 1 } },
  },
  {
    name: "refused commit is acked",
    edits: [{ file: DELIVER, at: "D1 again", to: 'return "ack";' }],
    focus: { ...ALONE, faults: { lostReply: 1 } },
  },
  {
    name: "dropped: notice not repeated",
    seed: 29,
    edits: [{ file: WHOSE_TURN, name: "whoseTurn", case: "dropped", to: "return FINISHED;" }],
    focus: { ...ALONE, attempts: 1, successChance: 0, faults: { crash: 1 } },
  },
  {
    name: "ack before the follow-up",
    edits: ACKS_EARLY,
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "delivered needs no live state",
    seed: 78,
    edits: [
      { file: RECORDS, name: "commitNext", from: "IS_LIVE, LIVE", to: ANY_STATE },
      { file: RECORDS, name: "commitFirst", from: "IS_LIVE, LIVE", to: ANY_STATE },
    ],
    focus: { ...ALONE, attempts: 1, faults: { duplicate: 1 } },
  },
  {
    name: "no record = first, whatever the message says",
    seed: 56,
    edits: [{ file: WHOSE_TURN, name: "whoseTurn", from: "dispatch === 0", to: "true" }],
    focus: { ...ALONE, takesEndedRecords: true, faults: { crash: 1, lostReply: 1 } },
  },
  {
    name: "TTL shorter than the queue's retention",
    seed: 22,
    edits: [{ file: COMMIT, name: "TERMINAL_RETENTION_DAYS", is: "9" }],
    focus: { ...ALONE, outages: 1, outageSeconds: 864_000, faults: { eventAgain: 1 } },
  },
  {
    name: "TTL set before the end",
    edits: [
      { file: COMMIT, name: "changeOf", case: "hold", from: "set: {", to: `$& ${EXPIRES}` },
      { file: COMMIT, name: "changeOf", case: "park", from: "set: {", to: `$& ${EXPIRES}` },
    ],
    focus: { ...ALONE, attempts: 3 },
  },
  {
    name: "valid message acked without a commit (disabled)",
    seed: 938,
    edits: [
      {
        file: DELIVER,
        at: "D2: disabled, gone",
        to: `if (without?.kind === "defer" && seen?.status === "parked") {
            await ports.ensureLane(seen);
            return "ack";
          }
          $&`,
      },
    ],
    focus: { ...ALONE, disables: 1 },
  },
  {
    name: "commit does not check the carrier",
    seed: 1604,
    edits: [
      UNCLAIMED,
      {
        file: RECORDS,
        name: "commitNext",
        from: '"carrier" IN (?, ?)',
        to: '("dispatch" >= 0 OR $&)',
      },
    ],
    focus: {
      ...ALONE,
      ticks: true,
      attempts: 10,
      successChance: 0,
      waitSeconds: [450, 900],
      functionTimeoutSeconds: 450,
      stallsAt: ["D3 POST", "put the attempt"],
      stallChance: 0.5,
      dawdle: 0.3,
      workers: 3,
      batch: 1,
      maxReceiveCount: 100,
      renewFromReceive: 20,
      faultChance: 0.1,
      faults: { crash: 4, duplicate: 8 },
    },
  },
];
