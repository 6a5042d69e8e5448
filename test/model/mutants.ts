import { mutant, type Row } from "./row.ts";

export const MUTANTS: readonly Row[] = [
  mutant("dueCheck", "no due check", { faults: { crash: 1, sqsDuplicate: 1 } }),
  mutant("reportAfterRefusal", "second POST after a refused commit", {
    ticksInside: 1,
    faults: { sqsDuplicate: 1 },
  }),
  mutant("carrierAtRead", "no carrier check", { faults: { eventAgain: 1 } }),
  mutant("dispatchInMessage", "no dispatch in the body", { ticksInside: 1 }),
  mutant("dispatchAtMark", "mark without the dispatch condition", {
    faults: { disable: 1, crash: 1 },
  }),
  mutant("markKeepsDispatch", "mark raises dispatch", { faults: { disable: 1 } }),
  mutant("sendBeforeMark", "mark first, then send", { attempts: 2, faults: { crash: 1 } }),
  mutant("quietTime", "close without the quiet time", { sweeps: false, ticksInside: 1 }),
  mutant("quietToTheRead", "quiet time counted to the close, not to the index read", {
    sweeps: false,
    ticksInside: 1,
  }),
  mutant("closeCondition", "close without a condition", { sweeps: false, faults: { crash: 1 } }),
  mutant("touch", "no touch when the lane is open", { sweeps: false, ticksInside: 1 }),
  mutant("openingState", "lane opens straight to open, no sweep", {
    sweeps: false,
    attempts: 2,
    faults: { crash: 1 },
  }),
  mutant("heartbeat", "no heartbeat", { attempts: 2, faults: { executionDies: 1 } }),
  mutant("nextGeneration", "execution name reused (no next generation)", {
    attempts: 2,
    faults: { executionDies: 1 },
  }),
  mutant("startSuccessor", "superseded lane does not start its successor", {
    sweeps: false,
    attempts: 2,
    faults: { laneRestarts: 1, crash: 1 },
  }),
  mutant("generationAtWake", "wake does not check the generation", {
    attempts: 2,
    faults: { laneRestarts: 1, crash: 1 },
  }),
  mutant("readAfterRefusal", "refused commit is acked", { attempts: 2, faults: { lostReply: 1 } }),
  mutant("noticeRepeated", "dropped: notice not repeated", { attempts: 1, faults: { crash: 1 } }),
  mutant("ackLast", "ack before the follow-up", {
    attempts: 2,
    sweeps: false,
    faults: { crash: 1 },
  }),
  mutant("resendParks", "resend: queued first, then send", {
    attempts: 2,
    faults: { resend: 1, crash: 1 },
  }),
  mutant("deliveredNeedsLive", "delivered needs no live state", {
    attempts: 1,
    faults: { sqsDuplicate: 1 },
  }),
  mutant("firstInMessage", "no record = first, whatever the message says", {
    faults: { crash: 1, ttl: 1 },
    without: { ttlOutlivesMessages: true },
  }),
  mutant("ttlOutlivesMessages", "TTL shorter than the queue's retention", {
    attempts: 2,
    faults: { crash: 1, ttl: 1 },
  }),
  mutant("ttlOnTerminalOnly", "TTL set before the end", { faults: { ttl: 1 } }),
  mutant("deferCommits", "valid message acked without a commit (disabled)", {
    faults: { disable: 1 },
  }),
  mutant("carrierAtCommit", "commit does not check the carrier", {
    faults: { crash: 1, sqsDuplicate: 1 },
  }),
  mutant("delayCommitsFirst", "delay: send, then commit carrier = new id", {
    faults: { crash: 1 },
  }),
  mutant("holdCommitsFirst", "hold: visibility before the commit", { ticksInside: 1 }),
  mutant("holdsRenewed", "holds never renewed, redrive unwatched", {
    mostReceives: 2,
    renewFrom: 1,
  }),
  mutant("laneAloneReleases", "stale message releases a parked delivery", { ticksInside: 1 }),
  mutant("removalLooks", "removal does not look whether anything waits", {
    attempts: 1,
    faults: { resend: 1, crash: 1 },
  }),
  mutant("removalWaits", "removal whenever the lane was used last", {
    attempts: 1,
    faults: { resend: 1, crash: 1 },
  }),
  mutant("removalOfDeadOnly", "removal of a lane that still wakes", { faults: { disable: 1 } }),
  mutant("removalCondition", "removal without a condition", {}),
  mutant("resendNotes", "resend does not note the lane first", {
    attempts: 1,
    faults: { resend: 1, crash: 1 },
  }),
  mutant("burialNotes", "burial does not note the lane of what is parked", {
    mostReceives: 2,
    renewFrom: 1,
    attempts: 2,
    faults: { crash: 2 },
  }),
];
