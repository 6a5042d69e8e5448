import { ALONE, COMMIT, DELIVER, RECORDS, UNCLAIMED, WHOSE_TURN, type Mutant } from "./mutant.ts";
import { ACKS_EARLY } from "./order-edits.ts";

/** The mutants of the model's suite that are about commits, and what ends a delivery. */
export const SETTLING_MUTANTS: readonly Mutant[] = [
  {
    name: "second POST after a refused commit",
    seed: 1153,
    edits: [
      {
        file: DELIVER,
        from: '() => Promise.resolve("failed")',
        to: "(again) => attempt(work, again)",
      },
    ],
    focus: { ...ALONE, faults: { duplicate: 1 } },
  },
  {
    name: "refused commit is acked",
    edits: [
      {
        file: DELIVER,
        from: 'return takeTurn(work, await records.read(key), () => Promise.resolve("failed"));',
        to: 'return "ack";',
      },
    ],
    focus: { ...ALONE, faults: { lostReply: 1 } },
  },
  {
    name: "dropped: notice not repeated",
    seed: 29,
    edits: [
      {
        file: WHOSE_TURN,
        from: 'return record.carrier === me ? { turn: "notice_again", record } : FINISHED;',
        to: "return FINISHED;",
      },
    ],
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
      {
        file: RECORDS,
        from: "? updateOf(table, seen, change, IS_LIVE, LIVE)",
        to: `? updateOf(table, seen, change, '"status" <> ?', [{ S: "none" }])`,
      },
      {
        file: RECORDS,
        from: "updateOf(table, record, change, IS_LIVE, LIVE)",
        to: `updateOf(table, record, change, '"status" <> ?', [{ S: "none" }])`,
      },
    ],
    focus: { ...ALONE, attempts: 1, faults: { duplicate: 1 } },
  },
  {
    name: "cancel: whatever state it is in",
    edits: [
      {
        file: RECORDS,
        from: "updateOf(table, record, change, IS_LIVE, LIVE)",
        to: `(change.set.status === "dropped"
        ? updateOf(table, record, change, '"status" <> ?', [{ S: "none" }])
        : updateOf(table, record, change, IS_LIVE, LIVE))`,
      },
    ],
    focus: { ...ALONE, attempts: 1, faults: { cancel: 1 } },
  },
  {
    name: "no record = first, whatever the message says",
    seed: 56,
    edits: [
      {
        file: WHOSE_TURN,
        from: 'return dispatch === 0 ? { turn: "mine", record } : FINISHED;',
        to: 'return { turn: "mine", record };',
      },
    ],
    focus: { ...ALONE, takesEndedRecords: true, faults: { crash: 1, lostReply: 1 } },
  },
  {
    name: "TTL shorter than the queue's retention",
    seed: 22,
    edits: [
      { file: COMMIT, from: "TERMINAL_RETENTION_DAYS = 30", to: "TERMINAL_RETENTION_DAYS = 9" },
    ],
    focus: { ...ALONE, outages: 1, outageSeconds: 864_000, faults: { eventAgain: 1 } },
  },
  {
    name: "TTL set before the end",
    edits: [
      {
        file: COMMIT,
        from: 'set: { status: "queued", carrier: me, nextAttemptAtMs, lastOutcome },',
        to: `set: {
          status: "queued", carrier: me, nextAttemptAtMs, lastOutcome,
          expiresAtSeconds: Math.ceil(nextAttemptAtMs / 1000),
        },`,
      },
      {
        file: COMMIT,
        from: 'set: { status: "parked", carrier: NO_CARRIER, nextAttemptAtMs, lastOutcome },',
        to: `set: {
          status: "parked", carrier: NO_CARRIER, nextAttemptAtMs, lastOutcome,
          expiresAtSeconds: Math.ceil(nextAttemptAtMs / 1000),
        },`,
      },
    ],
    focus: { ...ALONE, attempts: 3 },
  },
  {
    name: "valid message acked without a commit (disabled)",
    seed: 938,
    edits: [
      {
        file: DELIVER,
        from: "const without = commitWithoutAttempt(before, webhook, now());",
        to: `const without = commitWithoutAttempt(before, webhook, now());
          if (without?.kind === "defer" && seen?.status === "parked") {
            await ports.ensureLane(seen);
            return "ack";
          }`,
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
        from: '`"dispatch" = ? AND ${IS_LIVE} AND "carrier" IN (?, ?)`',
        to: '`"dispatch" = ? AND ${IS_LIVE}`',
      },
      {
        file: RECORDS,
        from: `            { S: NO_CARRIER },
            { S: me },
`,
        to: "",
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
