import { ALONE, RECORDS, UNCLAIMED, type Mutant } from "./mutant.ts";

const REPAIR_PAGE = "tools/repair/repair-page.ts";
const REPAIR = "tools/repair/domain/repair.ts";

/** The queues lose all messages, once. */
const LOST = { ...ALONE, sweeps: true, queueLosses: 1, overdueSeconds: 3600 } as const;

/** Nothing was lost: messages are only late, since deliver is not called for hours. */
const LATE = {
  ...ALONE,
  sweeps: true,
  repairs: 1,
  overdueSeconds: 3600,
  successChance: 0,
  outages: 3,
  outageSeconds: 7200,
} as const;

/** What is due for a second is taken for lost, while it is in hand. */
const SOON = {
  ...ALONE,
  sweeps: true,
  repairs: 5,
  overdueSeconds: 1,
  successChance: 0,
  dawdle: 0.3,
  stallsAt: ["P note the lane", "P2 park"],
  stallChance: 0.5,
} as const;

/** With no webhook disabled, nobody else parks without an attempt. */
const IS_REPAIR = 'change.set.status === "parked" && change.attempts === 0';
const CONDITION = '"dispatch" = ? AND ${IS_LIVE} AND "carrier" IN (?, ?)';

/** The mutants of the model's suite that are about the repair: P. */
export const REPAIR_MUTANTS: readonly Mutant[] = [
  {
    name: "repair does not note the lane",
    edits: [{ file: REPAIR_PAGE, at: "N", to: "" }],
    focus: LOST,
  },
  {
    name: "repair without a condition",
    edits: [
      {
        file: RECORDS,
        name: "commitNext",
        from: CONDITION,
        to: `(\${${IS_REPAIR} ? '"dispatch" >= 0 OR ' : ""}$&)`,
      },
    ],
    focus: { ...SOON, attempts: 1 },
  },
  {
    name: "repair keeps the dispatch",
    edits: [
      UNCLAIMED,
      {
        file: RECORDS,
        name: "clauses",
        is: `['SET "dispatch" = "dispatch" + ' + (${IS_REPAIR} ? 0 : 1)]`,
      },
      {
        file: RECORDS,
        name: "record",
        is: `{ ...$&, ...(${IS_REPAIR} && { dispatch: 0 }) }`,
      },
    ],
    focus: {
      ...SOON,
      repairs: 1,
      ticks: true,
      attempts: 5,
      waitSeconds: [900],
      functionTimeoutSeconds: 450,
      stallsAt: ["P note the lane", "P2 park", "D3 POST", "R2 mark"],
    },
  },
  {
    name: "repair of what is not overdue",
    seed: 23,
    edits: [
      { file: REPAIR, name: "repairOf", from: "nextAttemptAtMs < nowMs - overdueMs", to: "true" },
    ],
    focus: { ...LATE, outages: 0, repairs: 5 },
  },
  {
    name: "repair begins the schedule anew",
    edits: [
      {
        file: REPAIR_PAGE,
        name: "change",
        is: `(({ set, ...rest }) =>
          ({ ...rest, set: { ...set, scheduleFrom: seen?.attempts ?? 0 } }))($&)`,
      },
    ],
    focus: { ...LOST, successChance: 0 },
  },
  {
    name: "repair passes over events without a record",
    edits: [{ file: REPAIR_PAGE, name: "uncarried", from: '"absent"', to: '"nothing"' }],
    focus: LOST,
  },
  {
    name: "repair passes over what is parked",
    seed: 102,
    edits: [{ file: REPAIR, name: "repairOf", from: 'status === "parked"', to: "false" }],
    focus: { ...LOST, faults: { crash: 2 }, faultChance: 0.2, waitSeconds: [3600] },
  },
];
