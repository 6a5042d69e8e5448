import { NEVER_ENDS } from "./check.ts";
import { type Mutant, mutant } from "./row.ts";

const BEYOND = "more attempts than the policy";
const LOST = "lost: nothing carries it";
const BEFORE_END = "dropped before its end";
const UNPROBED = "dropped though no probe failed";
const PROBE_WAITS = "a probe was not attempted";
const PACED_WAITS = "its lane's half was put off";
const RESEND_WAITS = "a resend was not attempted";

/** The rules of receivers that are down. */
export const BREAKER_MUTANTS: readonly Mutant[] = [
  mutant("shelveCommits", "receiver down: acked without a commit", [5, LOST], {
    attempts: 1,
    faults: { down: 1 },
  }),
  mutant("shelveKeepsAttempts", "parked unsent counts as an attempt", [15, BEYOND], {
    attempts: 1,
    faults: { down: 1 },
  }),
  mutant("probePosts", "a probe is parked like the others", [12, PROBE_WAITS], {
    attempts: 1,
    faults: { down: 1 },
  }),
  mutant("laneProbes", "a lane that is down sends no probe", [16, NEVER_ENDS], {
    attempts: 1,
    faults: { down: 1 },
  }),
  mutant("resendPosts", "receiver down: a resend is parked", [10, RESEND_WAITS], {
    attempts: 1,
    faults: { down: 1, resend: 1 },
  }),
  mutant("dropAtEnd", "receiver down: dropped before its end", [18, BEFORE_END], {
    lane: "given",
    sweeps: false,
    deliveries: 2,
    attempts: 1,
    workers: 1,
    endTicks: 2,
    faults: { down: 2 },
  }),
  mutant("dropAfterProbe", "receiver down: dropped though no probe failed", [15, UNPROBED], {
    attempts: 1,
    endTicks: 1,
    faults: { down: 1 },
  }),
  mutant("probeBegan", "a probe counts from its end", [19, UNPROBED], {
    lane: "given",
    sweeps: false,
    deliveries: 2,
    attempts: 1,
    workers: 1,
    endTicks: 1,
    faults: { down: 1 },
  }),
  mutant("closeForgets", "a failed probe counts after the breaker closed", [21, UNPROBED], {
    lane: "given",
    sweeps: false,
    deliveries: 2,
    attempts: 1,
    workers: 1,
    endTicks: 1,
    faults: { down: 2 },
  }),
  mutant("putOffCommits", "receiver recovers: acked without a commit", [6, LOST], {
    attempts: 1,
    recovers: true,
    faults: { down: 1 },
  }),
  mutant("putOffKeepsAttempts", "receiver recovers: put off counts as an attempt", [16, BEYOND], {
    attempts: 1,
    recovers: true,
    faults: { down: 1 },
  }),
  mutant("putOffEnsures", "receiver recovers: put off, and no lane ensured", [6, LOST], {
    attempts: 1,
    recovers: true,
    sweeps: false,
    faults: { down: 1 },
  }),
  mutant("pacedPosts", "receiver recovers: its lane's half needs a slot", [13, PACED_WAITS], {
    attempts: 1,
    recovers: true,
    faults: { down: 1 },
  }),
  mutant("sweepOfDown", "sweep passes over receivers that are down", [16, NEVER_ENDS], {
    attempts: 1,
    faults: { down: 1, executionDies: 1 },
  }),
];
