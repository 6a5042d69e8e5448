import { BREAKER_MUTANTS } from "./breaker-mutants.ts";
import { NEVER_ENDS } from "./check.ts";
import { POOL_MUTANTS } from "./pool-mutants.ts";
import { type Mutant, mutant } from "./row.ts";

const EARLY = "attempted too early";
const AFTER_END = "attempted after the end";
const CHANGED = "a terminal state changed";
const BURIED = "a healthy delivery buried";
const EXCESS = "more requests than faults";
const AT_ONCE = "two attempts at once";
const BEYOND = "more attempts than the policy";
const LOST = "lost: nothing carries it";
const AGAIN = "put off again and again";
const NO_NOTICE = "dropped without a notice";
const SLEEPS = "a lane that was woken sleeps";

/**
 * Where two releases of one wait are the harm: the mark that a message makes itself would prevent
 * it, so each of the two rules is looked at without the other.
 */
const UNCLAIMED = { claims: true } as const;

/** One rule of docs/protocol.md taken away each time; its section 5 lists the same. */
export const MUTANTS: readonly Mutant[] = [
  mutant("publicationTold", "another publication sends, too", [7, AT_ONCE], {
    faults: { republish: 1 },
  }),
  mutant("sameSendsAgain", "the same publication does not send again", [4, LOST], {
    faults: { republish: 1, crash: 1 },
  }),
  mutant("dueCheck", "no due check", [7, EARLY], { faults: { crash: 1, sqsDuplicate: 1 } }),
  mutant("reportAfterRefusal", "second POST after a refused commit", [17, EXCESS], {
    ticksInside: 1,
    faults: { sqsDuplicate: 1 },
  }),
  mutant("carrierAtRead", "no carrier check", [18, EXCESS], { faults: { eventAgain: 1 } }),
  mutant("dispatchInMessage", "no dispatch in the body", [32, AT_ONCE], {
    ticksInside: 1,
    without: UNCLAIMED,
  }),
  mutant("dispatchAtMark", "mark without the dispatch condition", [19, LOST], {
    faults: { disable: 1, crash: 1 },
  }),
  mutant("markKeepsDispatch", "mark raises dispatch", [16, EXCESS], {
    faults: { disable: 1 },
    without: UNCLAIMED,
  }),
  mutant("sendBeforeMark", "mark first, then send", [6, LOST], {
    attempts: 2,
    faults: { crash: 1 },
  }),
  mutant("quietTime", "close without the quiet time", [11, LOST], {
    sweeps: false,
    ticksInside: 1,
  }),
  mutant("quietToTheRead", "quiet time counted to the close, not to the index read", [15, LOST], {
    sweeps: false,
    ticksInside: 1,
  }),
  mutant("closeCondition", "close without a condition", [11, LOST], {
    sweeps: false,
    faults: { crash: 1 },
  }),
  mutant("touch", "no touch when the lane is open", [27, LOST], { sweeps: false, ticksInside: 1 }),
  mutant("openingState", "lane opens straight to open, no sweep", [15, LOST], {
    sweeps: false,
    attempts: 2,
    faults: { crash: 1 },
  }),
  mutant("heartbeat", "no heartbeat", [17, NEVER_ENDS], {
    attempts: 2,
    faults: { executionDies: 1 },
  }),
  mutant("openCondition", "opening without a condition", [45, AT_ONCE], {
    faults: { disable: 1 },
    without: UNCLAIMED,
  }),
  mutant("nextGeneration", "execution name reused (no next generation)", [19, NEVER_ENDS], {
    attempts: 2,
    faults: { executionDies: 1 },
  }),
  mutant("startSuccessor", "superseded lane does not start its successor", [13, LOST], {
    sweeps: false,
    attempts: 2,
    faults: { laneRestarts: 1, crash: 1 },
  }),
  mutant("generationAtWake", "wake does not check the generation", [29, NEVER_ENDS], {
    attempts: 2,
    faults: { laneRestarts: 1, crash: 1 },
  }),
  mutant("readAfterRefusal", "refused commit is acked", [5, LOST], {
    attempts: 2,
    faults: { lostReply: 1 },
  }),
  mutant("noticeRepeated", "dropped: notice not repeated", [10, NO_NOTICE], {
    attempts: 1,
    faults: { crash: 1 },
  }),
  mutant("ackLast", "ack before the follow-up", [5, LOST], {
    attempts: 2,
    sweeps: false,
    faults: { crash: 1 },
  }),
  mutant("resendParks", "resend: queued first, then send", [9, LOST], {
    attempts: 2,
    faults: { resend: 1, crash: 1 },
  }),
  mutant("deliveredNeedsLive", "delivered needs no live state", [8, CHANGED], {
    attempts: 1,
    faults: { sqsDuplicate: 1 },
  }),
  mutant("firstInMessage", "no record = first, whatever the message says", [14, AFTER_END], {
    faults: { crash: 1, ttl: 1 },
    without: { ttlOutlivesMessages: true },
  }),
  mutant("ttlOutlivesMessages", "TTL shorter than the queue's retention", [14, BEYOND], {
    attempts: 2,
    faults: { crash: 1, ttl: 1 },
  }),
  mutant("ttlOnTerminalOnly", "TTL set before the end", [7, LOST], { faults: { ttl: 1 } }),
  mutant("deferCommits", "valid message acked without a commit (disabled)", [24, LOST], {
    faults: { disable: 1 },
  }),
  mutant("carrierAtCommit", "commit does not check the carrier", [25, LOST], {
    faults: { crash: 1, sqsDuplicate: 1 },
    without: UNCLAIMED,
  }),
  mutant("delayCommitsFirst", "delay: send, then commit carrier = new id", [28, EXCESS], {
    faults: { crash: 1 },
    without: UNCLAIMED,
  }),
  mutant("holdCommitsFirst", "hold: visibility before the commit", [7, AT_ONCE], {
    ticksInside: 1,
  }),
  mutant("holdsRenewed", "holds never renewed, redrive unwatched", [16, BURIED], {
    mostReceives: 2,
    renewFrom: 1,
    without: { burialParks: true },
  }),
  mutant("laneAloneReleases", "stale message releases a parked delivery", [36, EXCESS], {
    ticksInside: 1,
    without: UNCLAIMED,
  }),
  mutant("restAtSupersede", "wake supersedes a lane that is awake", [24, AT_ONCE], {
    attempts: 2,
    faults: { disable: 1, wake: 1 },
    without: UNCLAIMED,
  }),
  mutant("restOfThisWake", "a rest counts after the next wake, too", [30, AT_ONCE], {
    attempts: 2,
    faults: { disable: 1, wake: 1 },
    without: UNCLAIMED,
  }),
  mutant("supersedeStarts", "superseding starts nothing", [15, SLEEPS], {
    attempts: 2,
    faults: { wake: 1 },
  }),
  mutant("wakeEnsures", "wake passes over a lane that is opening", [9, SLEEPS], {
    attempts: 2,
    faults: { wake: 1, crash: 1 },
  }),
  mutant("callCondition", "call without a condition", [15, SLEEPS], {
    attempts: 2,
    faults: { wake: 1 },
  }),
  mutant("calledAtRest", "a lane that was called sleeps", [15, SLEEPS], {
    attempts: 2,
    faults: { wake: 1 },
  }),
  mutant("removalLooks", "removal does not look whether anything waits", [16, LOST], {
    attempts: 1,
    faults: { resend: 1, crash: 1 },
  }),
  mutant("removalWaits", "removal whenever the lane was used last", [11, LOST], {
    attempts: 1,
    faults: { resend: 1, crash: 1 },
  }),
  mutant("removalOfDeadOnly", "removal of a lane that still wakes", [38, AT_ONCE], {
    faults: { disable: 1 },
    without: UNCLAIMED,
  }),
  mutant("removalCondition", "removal without a condition", [31, LOST], {}),
  mutant("resendNotes", "resend does not note the lane first", [8, LOST], {
    attempts: 1,
    faults: { resend: 1, crash: 1 },
  }),
  mutant("burialNotes", "burial does not note the lane of what is parked", [17, LOST], {
    mostReceives: 2,
    renewFrom: 1,
    attempts: 2,
    faults: { crash: 2 },
  }),
  mutant("repairNotes", "repair does not note the lane", [5, LOST], {
    attempts: 1,
    faults: { queuesLost: 1 },
  }),
  mutant("repairCondition", "repair without a condition", [7, CHANGED], {
    attempts: 1,
    faults: { repair: 1 },
  }),
  mutant("repairWaits", "repair of what is not overdue", [13, EXCESS], {
    attempts: 2,
    faults: { repair: 1 },
  }),
  mutant("repairKeepsAttempts", "repair begins the schedule anew", [18, EXCESS], {
    attempts: 2,
    faults: { queuesLost: 1 },
  }),
  mutant("repairRaisesDispatch", "repair keeps the dispatch", [23, EXCESS], {
    faults: { repair: 1 },
    without: UNCLAIMED,
  }),
  mutant("repairOfAbsent", "repair passes over events without a record", [2, NEVER_ENDS], {
    attempts: 1,
    faults: { queuesLost: 1 },
  }),
  mutant("repairOfParked", "repair passes over what is parked", [12, NEVER_ENDS], {
    attempts: 2,
    workers: 1,
    delays: false,
    faults: { queuesLost: 1, crash: 1 },
  }),
  mutant("claims", "attempted without a mark of its own", [20, AT_ONCE], {
    faults: { throttle: 1 },
  }),
  mutant("commitCarried", "throttled commit is reported as failed", [4, EXCESS], {
    attempts: 2,
    faults: { throttle: 1 },
  }),
  mutant("carriedFirst", "carried commit: ack before send", [5, LOST], {
    attempts: 2,
    faults: { throttle: 1, crash: 1 },
  }),
  mutant("carriedNeverPosts", "carried commit makes the attempt again", [6, AT_ONCE], {
    attempts: 2,
    faults: { throttle: 1 },
  }),
  mutant("carriedTakesOver", "carried commit leaves what the old message holds", [8, LOST], {
    attempts: 2,
    faults: { throttle: 1 },
  }),
  mutant("carriedTells", "carried commit does not tell for the old message", [8, NO_NOTICE], {
    attempts: 1,
    faults: { throttle: 1 },
  }),
  mutant("carriedParks", "carried commit holds itself", [10, LOST], {
    attempts: 2,
    faults: { throttle: 1 },
  }),
  mutant("carriedNamesItself", "carried commit holds the old message", [9, LOST], {
    attempts: 2,
    faults: { throttle: 1 },
  }),
  mutant("carriedCondition", "carried commit without a condition", [10, CHANGED], {
    attempts: 1,
    faults: { throttle: 1, lostReply: 1 },
  }),
  mutant("lateAfterRefusal", "back early after a refused commit", [18, EXCESS], {
    ticksInside: 1,
    faults: { sqsDuplicate: 1 },
  }),
  mutant("burialParks", "burial drops at once", [7, BURIED], {
    mostReceives: 2,
    renewFrom: 1,
    attempts: 1,
    faults: { throttle: 4 },
  }),
  mutant("burialsEnd", "burial parks without end", [70, AGAIN], {
    mostReceives: 2,
    renewFrom: 1,
    attempts: 1,
    poison: true,
  }),
  mutant("burialOfUnmarked", "burial acks a release that is not marked", [28, LOST], {
    mostReceives: 2,
    renewFrom: 1,
    attempts: 1,
    faults: { throttle: 4 },
  }),
  mutant("burialCommits", "burial acks a carried commit", [11, EXCESS], {
    mostReceives: 2,
    renewFrom: 1,
    attempts: 1,
    faults: { throttle: 4 },
  }),
  ...POOL_MUTANTS,
  ...BREAKER_MUTANTS,
];
