/**
 * The rules that a mutant takes away, one at a time, by their steps in docs/protocol.md; each with
 * what is done without it.
 */
export const RULES = {
  publicationTold: "F1: the event of another publication is sent, too.",
  sameSendsAgain: "F1: an event that is there already is acked, whoever made it.",
  dueCheck: "D2: a message that comes before `nextAttemptAt` is attempted.",
  reportAfterRefusal: "D4, refused, still mine: a second POST in the same invocation.",
  carrierAtRead: "D1: any message is mine when the record is `queued`.",
  dispatchInMessage: "D1: any message is mine when the record is `parked`.",
  firstInMessage: "D1: a record that is absent is mine, whatever the message says.",
  laneAloneReleases: "D1, parked and not mine: the message releases it.",
  deferCommits: "D1, mine, webhook disabled: ack without a commit.",
  noticeRepeated: "D1, dropped by me: ack without the notice.",
  readAfterRefusal: "D4: refused means ack.",
  deliveredNeedsLive: "D4 delivered: without the condition that the record is live.",
  deliveredIsWide:
    "D4 delivered: with the narrow condition of all other outcomes (not needed, see section 5).",
  carrierAtCommit: "D4: without the condition on `carrier`.",
  delayCommitsFirst:
    "D4 delay: sends first, then commits `queued` with the new message as carrier.",
  holdCommitsFirst: "D4 hold: ChangeMessageVisibility first, then the commit.",
  holdsRenewed: "D4 hold: however often the message came, it carries on.",
  ackLast: "D6: ack as soon as the commit is made.",
  dispatchAtMark: "R2: without the condition on `dispatch`.",
  markKeepsDispatch: "R2: `dispatch` is raised.",
  sendBeforeMark: "R: marks first, then sends.",
  openCondition: "E2: without a condition.",
  openingState: "E2: straight to `open`.",
  touch: "E1, E3: nothing is written when the lane is open.",
  heartbeat: "E1: an old heartbeat counts as a fresh one.",
  nextGeneration:
    "E4, the name is used up, the lane still `opening`: read again, never a next generation.",
  generationGoesOn:
    "E2: a lane that is made anew begins with generation 1 again (not needed, only dear).",
  generationAtWake: "L1: without the condition on `generation`.",
  startSuccessor: "L1, refused: ends without starting its successor.",
  quietTime: "L5: without the quiet time.",
  quietToTheRead: "L5: the quiet time counts up to the close, not up to L4.",
  closeCondition: "L5: without a condition.",
  restAtSupersede: "W: a lane that is awake is superseded, too.",
  restOfThisWake: "W: a lane that has rested once counts as asleep ever after.",
  supersedeStarts: "W2: starts no execution.",
  wakeEnsures: "W1: a lane that is opening is left to who opens it.",
  callCondition: "W3: without a condition.",
  calledAtRest: "L7: without the condition that nobody called.",
  removalLooks: "S2: does not look into the index.",
  removalWaits: "S2: whenever the lane was used last.",
  removalOfDeadOnly: "S2: a lane that still wakes goes, too.",
  removalCondition: "S2: deletes without a condition.",
  resendNotes: "O: without N.",
  resendParks: "O resend: commits `queued` with a carrier first, then sends.",
  burialNotes: "B, parked: without N.",
  repairNotes: "P: without N.",
  repairCondition: "P2: without a condition.",
  repairWaits: "P1: whatever is `queued`, overdue or not.",
  repairKeepsAttempts: "P2: `attempts` begin again.",
  repairRaisesDispatch: "P2: `dispatch` stays.",
  repairOfAbsent: "P1: passes over events without a record.",
  repairOfParked: "P1: passes over what is `parked`.",
  ttlOutlivesMessages: "TTL: a terminal record may go before the messages of its delivery.",
  ttlOnTerminalOnly: "TTL: set before the end.",
} as const;

export type Rule = keyof typeof RULES;

export type Without = Readonly<Partial<Record<Rule, true>>>;
