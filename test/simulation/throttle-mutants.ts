import { ALONE, BURIAL, DELIVER, OFTEN, POISON, UNCLAIMED, type Mutant } from "./mutant.ts";
import { ACKS_BEFORE_T1 } from "./order-edits.ts";
import type { Focus } from "./scenario.ts";

const BURY = "lambdas/bury/bury-one.ts";
const CARRIED = "lambdas/shared/domain/carried-commit.ts";
const WRITE = "lambdas/shared/waiting/write-carried.ts";

/**
 * Requests that take their time, so that a table has no room when they are over, for longer than a
 * function lives.
 */
const THROTTLED: Focus = {
  ...ALONE,
  ticks: false,
  slowChance: 0.5,
  throttles: 3,
  throttleSeconds: 400,
  functionTimeoutSeconds: 60,
  visibilityTimeoutSeconds: 360,
};

/** The mutants of the model's suite that are about throttles, and what bury does about them. */
export const THROTTLE_MUTANTS: readonly Mutant[] = [
  {
    name: "attempted without a mark of its own",
    seed: 43,
    edits: [UNCLAIMED],
    focus: { ...THROTTLED, ...OFTEN },
  },
  {
    name: "throttled commit is reported as failed",
    edits: [{ file: DELIVER, from: "if (!isPatient) throw error;", to: "throw error;" }],
    focus: THROTTLED,
  },
  {
    name: "carried commit: ack before send",
    edits: ACKS_BEFORE_T1,
    focus: { ...THROTTLED, faults: { crash: 2 } },
  },
  {
    name: "carried commit makes the attempt again",
    edits: [
      {
        file: DELIVER,
        from: "? writeCarried(hand, received.carried)",
        to: `? deliver({ ...received, message: received.carried, messageId: received.carried.me }, hand)`,
      },
    ],
    focus: THROTTLED,
  },
  {
    name: "carried commit leaves what the old message holds",
    seed: 99,
    edits: [
      {
        file: CARRIED,
        from: 'return isHeld ? { turn: "take_over", record } : FINISHED;',
        to: "return FINISHED;",
      },
    ],
    focus: { ...THROTTLED, waitSeconds: [30] },
  },
  {
    name: "carried commit does not tell for the old message",
    seed: 87,
    edits: [
      { file: CARRIED, from: "carrier === me || carrier === carried.me", to: "carrier === me" },
    ],
    focus: { ...THROTTLED, attempts: 1, successChance: 0 },
  },
  {
    name: "carried commit holds the old message",
    edits: [
      {
        file: CARRIED,
        from: 'return commit.kind === "hold" ? { ...commit, kind: "park" } : commit;',
        to: "return commit;",
      },
      { file: CARRIED, from: '["delivered", "park", "drop"]', to: '["delivered", "hold", "drop"]' },
    ],
    focus: { ...THROTTLED, successChance: 0, waitSeconds: [30] },
  },
  {
    name: "carried commit without a condition",
    edits: [
      { file: CARRIED, from: 'if (isAsSeen || carried.commit.kind === "delivered") {', to: "{" },
      {
        file: WRITE,
        from: "await records.commit({ seen, identity, change, me })",
        to: "await records.commit({ seen, identity, change, me: seen?.carrier ?? me })",
      },
    ],
    focus: { ...THROTTLED, ...OFTEN, faults: { lostReply: 2, duplicate: 1 } },
  },
  {
    name: "burial drops at once",
    edits: [{ file: BURY, from: "const MOST_BURIALS = 2;", to: "const MOST_BURIALS = 0;" }],
    focus: BURIAL,
  },
  {
    name: "burial parks without end",
    edits: [{ file: BURY, from: "const MOST_BURIALS = 2;", to: "const MOST_BURIALS = 9;" }],
    focus: POISON,
  },
  {
    name: "burial acks a carried commit",
    edits: [
      {
        file: BURY,
        from: "? writeCarried({ messageId: redriven.messageId, comesBackSoon: false }, redriven.carried)",
        to: '? Promise.resolve("ack")',
      },
    ],
    focus: {
      ...BURIAL,
      ...THROTTLED,
      maxReceiveCount: 2,
      renewFromReceive: 1,
      faultChance: 0.2,
      faults: { crash: 9 },
    },
  },
];
