import { type Mutant, mutant } from "./row.ts";

const CHANGED = "a terminal state changed";
const EXCESS = "more requests than faults";
const BEYOND = "more attempts than the policy";
const LOST = "lost: nothing carries it";
const WRONG_POOL = "attempted in the wrong pool";
const TO_AND_FRO = "handed over again and again";

/** No fault is needed where a message may be handed over twice. */
const THREE = { trialPool: true, attempts: 1, faults: { turn: 2 } };

/** The rules of pools and of H. */
export const POOL_MUTANTS: readonly Mutant[] = [
  mutant("handsOver", "slow webhook attempted in the quick pool", [4, WRONG_POOL], {
    attempts: 1,
    faults: { turn: 1 },
  }),
  mutant("handOverCommits", "first message handed over without a commit", [9, LOST], {
    attempts: 2,
    faults: { turn: 1, sqsDuplicate: 1 },
  }),
  mutant("handOverSendsFirst", "hand-over: ack before send", [5, LOST], {
    attempts: 1,
    faults: { turn: 1, crash: 1 },
  }),
  mutant("handOverCondition", "hand-over without a condition", [9, CHANGED], {
    attempts: 2,
    faults: { turn: 1, sqsDuplicate: 1 },
  }),
  mutant("handOverReadsAgain", "refused hand-over is acked", [10, LOST], {
    attempts: 2,
    faults: { turn: 1, sqsDuplicate: 1 },
  }),
  mutant("handOverAfterRefusal", "hand-over after a refused commit", [17, EXCESS], {
    attempts: 2,
    delays: false,
    ticksInside: 1,
    faults: { turn: 1, sqsDuplicate: 1 },
  }),
  mutant("handOverParks", "hand-over: a copy of a queued message", [11, LOST], {
    attempts: 2,
    faults: { turn: 1 },
  }),
  mutant("handOverRaisesDispatch", "hand-over keeps the dispatch", [25, LOST], {
    attempts: 2,
    faults: { turn: 1 },
  }),
  mutant("handOverReleases", "hand-over parks, and releases nothing", [11, LOST], {
    attempts: 2,
    faults: { turn: 1 },
  }),
  mutant("handOverElsewhere", "hand-over into the same queue", [13, TO_AND_FRO], {
    attempts: 2,
    faults: { turn: 1 },
  }),
  mutant("handOverKeepsAttempts", "hand-over counts as an attempt", [15, BEYOND], {
    attempts: 2,
    faults: { turn: 1 },
  }),
  mutant("slowPoolKeeps", "slow pool hands back", [8, TO_AND_FRO], {
    attempts: 1,
    faults: { turn: 2 },
  }),
  mutant("slowPoolPuts", "slow pool attempts without a record of its own", [8, EXCESS], {
    attempts: 1,
    faults: { turn: 1 },
  }),
  mutant("trialPoolHandsOn", "slow webhook attempted in the trial pool", [5, WRONG_POOL], THREE),
  mutant("trialPoolCommits", "trial pool hands over without a commit", [9, LOST], THREE),
  mutant("trialPoolKeeps", "trial pool hands back", [8, TO_AND_FRO], THREE),
  mutant("trialPoolPuts", "trial pool attempts without a record of its own", [8, EXCESS], THREE),
  mutant("handOverAcksLast", "3 pools: ack before the commit", [8, LOST], THREE),
  mutant("handOverReadsAgain", "3 pools: refused hand-over is acked", [10, LOST], THREE),
  mutant("handOverParks", "3 pools: a copy of a queued message", [9, LOST], THREE),
  mutant("handOverStraight", "3 pools: through all of them", [7, TO_AND_FRO], THREE),
];
