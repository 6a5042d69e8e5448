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
    edits: [{ file: DELIVER, at: "T is for attempts", if: "true" }],
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
        at: "T3, or D1",
        to: `return await deliver(
          { ...received, message: received.message ?? received.carried,
            messageId: received.carried?.me ?? received.messageId }, hand);`,
      },
    ],
    focus: THROTTLED,
  },
  {
    name: "carried commit leaves what the old message holds",
    seed: 99,
    edits: [{ file: CARRIED, name: "turnOfCarried", from: "return isHeld", to: "return false" }],
    focus: { ...THROTTLED, waitSeconds: [30] },
  },
  {
    name: "carried commit does not tell for the old message",
    seed: 87,
    edits: [{ file: CARRIED, name: "isOurs", is: "carrier === me" }],
    focus: { ...THROTTLED, attempts: 1, successChance: 0 },
  },
  {
    name: "carried commit holds the old message",
    edits: [
      { file: CARRIED, name: "asCarried", is: "commit" },
      { file: CARRIED, name: "KINDS", from: '"park"', to: '"hold"' },
    ],
    focus: { ...THROTTLED, successChance: 0, waitSeconds: [30] },
  },
  {
    name: "carried commit without a condition",
    edits: [
      { file: CARRIED, name: "isAsSeen", is: "true" },
      { file: WRITE, name: "write", from: "change, me }", to: "change, me: seen?.carrier ?? me }" },
    ],
    focus: { ...THROTTLED, ...OFTEN, faults: { lostReply: 2, duplicate: 1 } },
  },
  {
    name: "burial drops at once",
    edits: [{ file: BURY, name: "MOST_BURIALS", is: "0" }],
    focus: BURIAL,
  },
  {
    name: "burial parks without end",
    edits: [{ file: BURY, name: "MOST_BURIALS", is: "9" }],
    focus: POISON,
  },
  {
    name: "burial acks a carried commit",
    edits: [
      {
        file: BURY,
        at: "T3, or B1",
        to: `return (redriven) =>
          "carried" in redriven ? Promise.resolve("ack") : bury(redriven);`,
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
