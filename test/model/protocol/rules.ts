/**
 * The rules that a mutant takes away, one at a time, named after what stands in docs/protocol.md; the comment says what is
 * done without the rule.
 */
export interface Without {
  /** D2: a message that comes before `nextAttemptAt` is attempted. */
  readonly dueCheck?: true;
  /** D4, refused, still mine: a second POST in the same invocation. */
  readonly reportAfterRefusal?: true;
  /** D1: any message is mine when the record is `queued`. */
  readonly carrierAtRead?: true;
  /** D1: any message is mine when the record is `parked`. */
  readonly dispatchInMessage?: true;
  /** D1: a record that is absent is mine, whatever the message says. */
  readonly firstInMessage?: true;
  /** D1, parked and not mine: the message releases it. */
  readonly laneAloneReleases?: true;
  /** D1, mine, webhook disabled: ack without a commit. */
  readonly deferCommits?: true;
  /** D1, dropped by me: ack without the notice. */
  readonly noticeRepeated?: true;
  /** D4: refused means ack. */
  readonly readAfterRefusal?: true;
  /** D4 delivered: without the condition that the record is live. */
  readonly deliveredNeedsLive?: true;
  /** D4 delivered: with the narrow condition of all other outcomes (not needed, see section 5). */
  readonly deliveredIsWide?: true;
  /** D4: without the condition on `carrier`. */
  readonly carrierAtCommit?: true;
  /** D4 delay: sends first, then commits `queued` with the new message as carrier. */
  readonly delayCommitsFirst?: true;
  /** D4 hold: ChangeMessageVisibility first, then the commit. */
  readonly holdCommitsFirst?: true;
  /** D4 hold: however often the message came, it carries on. */
  readonly holdsRenewed?: true;
  /** D6: ack as soon as the commit is made. */
  readonly ackLast?: true;
  /** R2: without the condition on `dispatch`. */
  readonly dispatchAtMark?: true;
  /** R2: `dispatch` is raised. */
  readonly markKeepsDispatch?: true;
  /** R: marks first, then sends. */
  readonly sendBeforeMark?: true;
  /** E2: without a condition (not needed, see section 5). */
  readonly openCondition?: true;
  /** E2: straight to `open`. */
  readonly openingState?: true;
  /** E1, E3: nothing is written when the lane is open. */
  readonly touch?: true;
  /** E1: an old heartbeat counts as a fresh one. */
  readonly heartbeat?: true;
  /** E4, the name is used up and the lane still `opening`: read again, and never a next generation. */
  readonly nextGeneration?: true;
  /** E2: a lane that is made anew begins with generation 1 again (not needed, only dear). */
  readonly generationGoesOn?: true;
  /** L1: without the condition on `generation`. */
  readonly generationAtWake?: true;
  /** L1, refused: ends without starting its successor. */
  readonly startSuccessor?: true;
  /** L5: without the quiet time. */
  readonly quietTime?: true;
  /** L5: the quiet time counts up to the close, not up to L4. */
  readonly quietToTheRead?: true;
  /** L5: without a condition. */
  readonly closeCondition?: true;
  /** S2: does not look into the index. */
  readonly removalLooks?: true;
  /** S2: whenever the lane was used last. */
  readonly removalWaits?: true;
  /** S2: a lane that still wakes goes, too. */
  readonly removalOfDeadOnly?: true;
  /** S2: deletes without a condition. */
  readonly removalCondition?: true;
  /** O: without N. */
  readonly resendNotes?: true;
  /** O resend: commits `queued` with a carrier first, then sends. */
  readonly resendParks?: true;
  /** B, parked: without N. */
  readonly burialNotes?: true;
  /** TTL: a terminal record may go before the messages of its delivery. */
  readonly ttlOutlivesMessages?: true;
  /** TTL: set before the end. */
  readonly ttlOnTerminalOnly?: true;
}
