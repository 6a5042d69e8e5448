import { DELIVER, type Mutant } from "./mutant.ts";

type Edits = Mutant["edits"];

/**
 * A message id that is chosen before the message is sent. SQS knows nothing of that; the simulated
 * one takes it from the body, since the wrong order cannot be written down without.
 */
const CHOSEN_ID = "`chosen-${(globalThis.chosenIds = (globalThis.chosenIds ?? 0) + 1)}`";

const RELEASE = "lambdas/shared/waiting/release.ts";
const RESEND = "lambdas/config-api/deliveries/resend.ts";
const DELIVER_PORTS = "lambdas/deliver/compose.ts";
const SEND = "const carrier = await ports.messages.send(message, delaySeconds); // R1";
const MARK = "await ports.records.mark(parked, dispatch, carrier, true); // R2";

/** R the wrong way round: the mark names a message that is sent only then. */
export const MARKS_FIRST: Edits = [
  { file: RELEASE, from: SEND, to: `const carrier = ${CHOSEN_ID};` },
  {
    file: RELEASE,
    from: MARK,
    to: `if ((await ports.records.mark(parked, dispatch, carrier)) === "written") {
      await ports.messages.send({ ...message, as: carrier }, delaySeconds);
    }`,
  },
];

/** O the wrong way round: the record is queued for a message that is sent only then. */
export const RESENDS_QUEUED: Edits = [
  {
    file: RESEND,
    from: "const change = resendChange(seen, nowMs);",
    to: `const as = ${CHOSEN_ID};
      const { set, ...rest } = resendChange(seen, nowMs);
      const change = { ...rest, set: { ...set, status: "queued", carrier: as } };`,
  },
  {
    file: RESEND,
    from: "nextAttemptAtMs: nowMs }); // R",
    to: "nextAttemptAtMs: nowMs, as });",
  },
  {
    file: RELEASE,
    from: "const message = {",
    to: "const message = { ...(parked.as && { as: parked.as }),",
  },
  { file: RELEASE, from: MARK, to: `if (parked.as === undefined) ${MARK}` },
];

/** Deliver deletes messages itself. */
export const ACKS: Edits = [
  {
    file: DELIVER_PORTS,
    from: 'import type { SQSClient } from "@aws-sdk/client-sqs";',
    to: 'import { DeleteMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";',
  },
  {
    file: DELIVER_PORTS,
    from: "visibility: makeSqsVisibility({ sqs, queueUrl: poolQueueUrls(env)[own], batch }),",
    to: `visibility: {
      ...makeSqsVisibility({ sqs, queueUrl: poolQueueUrls(env)[own], batch }),
      ack: (ReceiptHandle) =>
        sqs.send(new DeleteMessageCommand({ QueueUrl: poolQueueUrls(env)[own], ReceiptHandle })),
    },`,
  },
];

/** D6 before D5: the message is gone when what follows from the commit begins. */
export const ACKS_EARLY: Edits = [
  ...ACKS,
  {
    file: DELIVER,
    from: "return act(work, record, commit);",
    to: `if (commit.kind !== "hold") await visibility.ack(work.receiptHandle);
    return act(work, record, commit);`,
  },
];

/** T2 before T1: the message is gone when its commit is sent. */
export const ACKS_BEFORE_T1: Edits = [
  ...ACKS,
  {
    file: DELIVER,
    from: "{ messageId: me, key }: Work,",
    to: "{ messageId: me, key, receiptHandle }: Work,",
  },
  {
    file: DELIVER,
    from: "await ports.carriedCommits.send(",
    to: "await visibility.ack(receiptHandle);\n    await ports.carriedCommits.send(",
  },
];

/**
 * A delay that is sent before it is committed, and committed with the new message as its carrier.
 */
export const SENDS_DELAY_FIRST: Edits = [
  {
    file: DELIVER_PORTS,
    from: "release: queues.release,",
    to: "messages: makeDeliverySender(queues.send[own]),\n    release: queues.release,",
  },
  {
    file: DELIVER,
    from: "const change = changeOf(commit, me, now());",
    to: `let change = changeOf(commit, me, now());
    const isDelay =
      commit.kind === "park" && isWithinHorizon(commit.nextAttemptAtMs, now(), constants);
    if (isDelay) {
      const as = ${CHOSEN_ID};
      const { deliveryId, application, environment } = work.message;
      const dispatch = (seen?.dispatch ?? 0) + 1;
      const seconds = Math.min(900, Math.max(0, Math.ceil((commit.nextAttemptAtMs - now()) / 1000)));
      await ports.messages.send({ deliveryId, dispatch, application, environment, as }, seconds);
      change = { ...change, set: { ...change.set, status: "queued", carrier: as } };
    }`,
  },
  {
    file: DELIVER,
    from: "await (isWithinHorizon(nextAttemptAtMs, now(), constants)",
    to: `if (record.carrier.startsWith("chosen")) return "ack";
        await (isWithinHorizon(nextAttemptAtMs, now(), constants)`,
  },
];
