import { DELIVER, type Mutant } from "./mutant.ts";

type Edits = Mutant["edits"];

/**
 * A message id that is chosen before the message is sent. SQS knows nothing of that; the simulated
 * one takes it from the body, since the wrong order cannot be written down without.
 */
const CHOSEN_ID = "`chosen-${(globalThis.chosenIds = (globalThis.chosenIds ?? 0) + 1)}`";

/** Deliver deletes its message itself. SQS would refuse such a time, the simulated one takes it. */
export const ACK = "await visibility.change(work.receiptHandle, -1)";

const RELEASE = "lambdas/shared/waiting/release.ts";
const RESEND = "lambdas/config-api/deliveries/resend.ts";

/** R the wrong way round: the mark names a message that is sent only then. */
export const MARKS_FIRST: Edits = [
  { file: RELEASE, at: "R1", to: `const carrier = ${CHOSEN_ID};` },
  {
    file: RELEASE,
    at: "R2",
    to: `if ((await ports.records.mark(parked, dispatch, carrier)) === "written") {
      await ports.messages.send({ ...message, as: carrier }, delaySeconds);
    }`,
  },
];

/** O the wrong way round: the record is queued for a message that is sent only then. */
export const RESENDS_QUEUED: Edits = [
  {
    file: RESEND,
    name: "change",
    is: `(({ set, ...rest }) =>
      ({ ...rest, set: { ...set, status: "queued", carrier: ${CHOSEN_ID} } }))($&)`,
  },
  {
    file: RELEASE,
    name: "message",
    is: '{ ...$&, ...(parked.status === "queued" && { as: parked.carrier }) }',
  },
  { file: RELEASE, at: "R2", to: 'if (parked.status !== "queued") $&' },
];

/** D6 before D5: the message is gone when what follows from the commit begins. */
export const ACKS_EARLY: Edits = [
  { file: DELIVER, at: "D5, D6", to: `if (commit.kind !== "hold") ${ACK}; $&` },
];

/** T2 before T1: the message is gone when its commit is sent. */
export const ACKS_BEFORE_T1: Edits = [{ file: DELIVER, at: "T1", to: `${ACK}; $&` }];

/**
 * A delay that is sent before it is committed, and committed with the new message as its carrier.
 */
export const SENDS_DELAY_FIRST: Edits = [
  {
    file: DELIVER,
    at: "D4",
    to: `let change = changeOf(commit, me, now());
    const isDelay =
      commit.kind === "park" && isWithinHorizon(commit.nextAttemptAtMs, now(), constants);
    if (isDelay) {
      const as = ${CHOSEN_ID};
      const { deliveryId, application, environment } = work.message;
      const dispatch = (seen?.dispatch ?? 0) + 1;
      const seconds = Math.min(900, Math.max(0, Math.ceil((commit.nextAttemptAtMs - now()) / 1000)));
      const message = { deliveryId, dispatch, application, environment, as };
      await ports.messages[pools.own].send(message, seconds);
      change = { ...change, set: { ...change.set, status: "queued", carrier: as } };
    }`,
  },
  {
    file: DELIVER,
    name: "goOn",
    from: "await (",
    to: 'if (record.carrier.startsWith("chosen")) return; $&',
  },
];
