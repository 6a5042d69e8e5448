import { isTerminal, type DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import type { Lane } from "../../lambdas/shared/domain/lane.ts";
import type { CommitRequest, WriteResult } from "../../lambdas/shared/waiting/ports.ts";
import { MemoryDeliveries } from "../support/fakes/memory-deliveries.ts";
import { MemoryLanes } from "../support/fakes/memory-lanes.ts";
import type { Doubles } from "./doubles.ts";
import type { SourceEdit } from "./mutated-use-cases.ts";
import {
  acksEarly,
  changesVisibilityFirst,
  marksFirst,
  resendsQueued,
  sendsDelayFirst,
} from "./reordered-ports.ts";
import type { Focus } from "./scenario.ts";

/** One rule of the protocol taken away: in the source, or in a table's condition, or in the order of two calls. */
export interface Mutant {
  /** As the model's suite calls it. */
  readonly name: string;
  readonly edits?: readonly SourceEdit[];
  readonly doubles?: Doubles;
  /** A seed that catches it, where the first hundred do not; when the code calls in another order, others will. */
  readonly seed?: number;
  /** Where to look: the model's configuration of the same mutant. */
  readonly focus: Focus;
}

const WHOSE_TURN = "lambdas/shared/domain/whose-turn.ts";
const DELIVER = "lambdas/deliver/deliver-one.ts";
const LANE_STEP = "lambdas/retry-lane/run-lane-step.ts";
const BURY = "lambdas/bury/bury-one.ts";
const COMMIT = "lambdas/shared/domain/commit.ts";

/** One delivery, no disturbance but what is named. */
const ALONE: Focus = {
  events: 1,
  webhooks: 1,
  faults: {},
  disables: 0,
  deletesWebhook: false,
  overruns: false,
  clockSkewMs: 0,
  outages: 0,
  goneChance: 0,
};

/** Crashes until the message is redriven. */
const BURIAL: Focus = {
  ...ALONE,
  sweeps: true,
  maxReceiveCount: 2,
  renewFromReceive: 1,
  faultChance: 0.2,
  faults: { crash: 5 },
};

/** A receiver that never takes anything, and processes that take their time: long runs, where rare things meet. */
const OFTEN: Focus = { successChance: 0, dawdle: 0.3 };

/** The 30 mutants of the model's suite, in its order. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "no due check",
    edits: [{ file: DELIVER, from: "seen.nextAttemptAtMs > now()", to: "false" }],
    focus: { ...ALONE, faults: { crash: 1, duplicate: 1 } },
  },
  {
    name: "second POST after a refused commit",
    edits: [
      {
        file: DELIVER,
        from: '() => Promise.resolve("failed")',
        to: "(again) => attempt(work, again)",
      },
    ],
    focus: { ...ALONE, faults: { duplicate: 1 } },
  },
  {
    name: "no carrier check",
    edits: [
      {
        file: WHOSE_TURN,
        from: 'return record.carrier === me ? { turn: "mine", record } : FINISHED;',
        to: 'return { turn: "mine", record };',
      },
    ],
    focus: { ...ALONE, faults: { republish: 1 } },
  },
  {
    name: "no dispatch in the body",
    edits: [{ file: WHOSE_TURN, from: "record.dispatch === dispatch", to: "true" }],
    focus: {
      ...ALONE,
      ...OFTEN,
      ticks: true,
      attempts: 10,
      waitSeconds: [900, 1350],
      indexLagSeconds: 451,
      functionTimeoutSeconds: 450,
    },
  },
  {
    name: "mark without the dispatch condition",
    seed: 134,
    doubles: {
      deliveries: class extends MemoryDeliveries {
        protected override mayMark(current: DeliveryRecord): boolean {
          return current.status === "parked";
        }
      },
    },
    focus: { ...ALONE, disables: 1, faults: { crash: 1 } },
  },
  {
    name: "mark raises dispatch",
    doubles: {
      deliveries: class extends MemoryDeliveries {
        protected override marked(current: DeliveryRecord, carrier: string): DeliveryRecord {
          return { ...super.marked(current, carrier), dispatch: current.dispatch + 1 };
        }
      },
    },
    focus: { ...ALONE, disables: 1 },
  },
  {
    name: "mark first, then send",
    doubles: { releasePorts: marksFirst },
    focus: { ...ALONE, faults: { crash: 1 } },
  },
  {
    name: "close without the quiet time",
    doubles: {
      lanes: class extends MemoryLanes {
        protected override mayClose(lane: Lane, generation: number): boolean {
          return super.mayClose(lane, generation, Infinity);
        }
      },
    },
    focus: { ...ALONE, sweeps: false },
  },
  {
    name: "quiet time counted to the close, not to the index read",
    seed: 1078,
    edits: [
      {
        file: LANE_STEP,
        from: "lookedAtMs - constants.laneQuietSeconds * 1000",
        to: "now() - constants.laneQuietSeconds * 1000",
      },
    ],
    focus: {
      ...ALONE,
      ...OFTEN,
      sweeps: false,
      ticks: true,
      tickSeconds: 310,
      attempts: 3,
      waitSeconds: [1350],
      indexLagSeconds: 839,
      functionTimeoutSeconds: 310,
      visibilityTimeoutSeconds: 900,
    },
  },
  {
    name: "close without a condition",
    seed: 54,
    doubles: {
      lanes: class extends MemoryLanes {
        protected override mayClose(lane: Lane, generation: number): boolean {
          return lane.generation === generation;
        }
      },
    },
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "no touch when the lane is open",
    seed: 66,
    edits: [
      {
        file: "lambdas/shared/domain/lane.ts",
        from: 'return lane.parkedAtMs > nowMs - constants.laneTouchSeconds * 1000 ? "done" : "touch";',
        to: 'return "done";',
      },
    ],
    focus: { ...ALONE, sweeps: false },
  },
  {
    name: "lane opens straight to open, no sweep",
    seed: 165,
    doubles: {
      lanes: class extends MemoryLanes {
        protected override update(isMet: boolean, after: Lane | undefined): WriteResult {
          return super.update(isMet, after?.state === "opening" ? { ...after, state: "open" } : after);
        }
      },
    },
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "no heartbeat",
    edits: [
      {
        file: "lambdas/shared/domain/lane.ts",
        from: "return lane.wokenAtMs > nowMs - constants.laneDeadSeconds * 1000;",
        to: "return true;",
      },
    ],
    focus: { ...ALONE, sweeps: true, faults: { dieExecution: 1 } },
  },
  {
    name: "execution name reused (no next generation)",
    edits: [
      {
        file: "lambdas/shared/waiting/ensure-lane.ts",
        from: 'if (lane.state === "opening") {',
        to: "if (false) {",
      },
    ],
    focus: { ...ALONE, sweeps: true, faults: { dieExecution: 1 } },
  },
  {
    name: "superseded lane does not start its successor",
    seed: 350,
    edits: [{ file: LANE_STEP, from: 'if (lane?.state === "opening") {', to: "if (false) {" }],
    focus: {
      ...ALONE,
      ...OFTEN,
      sweeps: false,
      ticks: true,
      attempts: 4,
      waitSeconds: [1350],
      mostWakes: 3,
      faults: { crash: 1 },
    },
  },
  {
    name: "wake does not check the generation",
    seed: 849,
    doubles: {
      lanes: class extends MemoryLanes {
        protected override mayWake(lane: Lane): boolean {
          return lane.state !== "closed";
        }
      },
    },
    focus: { ...ALONE, mostWakes: 3, faults: { crash: 1 } },
  },
  {
    name: "refused commit is acked",
    edits: [
      {
        file: DELIVER,
        from: 'return takeTurn(work, await records.read(key), () => Promise.resolve("failed"));',
        to: 'return "ack";',
      },
    ],
    focus: { ...ALONE, faults: { lostReply: 1 } },
  },
  {
    name: "dropped: notice not repeated",
    edits: [
      {
        file: WHOSE_TURN,
        from: 'return record.carrier === me ? { turn: "notice_again", record } : FINISHED;',
        to: "return FINISHED;",
      },
    ],
    focus: { ...ALONE, attempts: 1, successChance: 0, faults: { crash: 1 } },
  },
  {
    name: "ack before the follow-up",
    doubles: { deliverPorts: acksEarly },
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "resend: queued first, then send",
    doubles: { resendPorts: resendsQueued },
    focus: { ...ALONE, attempts: 2, sweeps: true, faults: { resend: 1, crash: 1 } },
  },
  {
    name: "delivered needs no live state",
    doubles: {
      deliveries: class extends MemoryDeliveries {
        protected override mayDeliver(
          current: DeliveryRecord | undefined,
          request: CommitRequest,
        ): boolean {
          return current !== undefined || super.mayDeliver(current, request);
        }
      },
    },
    focus: { ...ALONE, attempts: 1, faults: { duplicate: 1 } },
  },
  {
    name: "no record = first, whatever the message says",
    edits: [
      {
        file: WHOSE_TURN,
        from: 'return dispatch === 0 ? { turn: "mine", record } : FINISHED;',
        to: 'return { turn: "mine", record };',
      },
    ],
    focus: { ...ALONE, takesEndedRecords: true, faults: { crash: 1, lostReply: 1 } },
  },
  {
    name: "TTL shorter than the queue's retention",
    edits: [
      { file: COMMIT, from: "TERMINAL_RETENTION_DAYS = 30", to: "TERMINAL_RETENTION_DAYS = 9" },
    ],
    focus: { ...ALONE, outages: 1, outageSeconds: 864_000, faults: { republish: 1 } },
  },
  {
    name: "TTL set before the end",
    doubles: {
      deliveries: class extends MemoryDeliveries {
        protected override write(id: string, after: DeliveryRecord): void {
          const atMs = after.nextAttemptAtMs ?? after.acceptedAtMs;
          super.write(
            id,
            isTerminal(after) ? after : { ...after, expiresAtSeconds: Math.ceil(atMs / 1000) },
          );
        }
      },
    },
    focus: { ...ALONE, attempts: 3 },
  },
  {
    name: "valid message acked without a commit (disabled)",
    seed: 239,
    edits: [
      {
        file: DELIVER,
        from: "const without = commitWithoutAttempt(before, webhook, now());",
        to: `const without = commitWithoutAttempt(before, webhook, now());
          if (without?.kind === "defer" && seen?.status === "parked") {
            await ports.ensureLane(seen);
            return "ack";
          }`,
      },
    ],
    focus: { ...ALONE, disables: 1 },
  },
  {
    name: "commit does not check the carrier",
    seed: 268,
    doubles: {
      deliveries: class extends MemoryDeliveries {
        protected override maySettle(
          current: DeliveryRecord | undefined,
          request: CommitRequest,
        ): boolean {
          return super.maySettle(current, { ...request, me: current?.carrier ?? request.me });
        }
      },
    },
    focus: {
      ...ALONE,
      ticks: true,
      attempts: 10,
      successChance: 0,
      waitSeconds: [450, 900],
      functionTimeoutSeconds: 1,
      dawdle: 0.02,
      stallChance: 0.1,
      workers: 3,
      batch: 1,
      maxReceiveCount: 100,
      renewFromReceive: 20,
      faultChance: 0.1,
      faults: { crash: 12, duplicate: 12 },
    },
  },
  {
    name: "delay: send, then commit carrier = new id",
    seed: 213,
    doubles: { deliverPorts: sendsDelayFirst },
    focus: { ...ALONE, faults: { crash: 1 } },
  },
  {
    name: "hold: visibility before the commit",
    seed: 322,
    doubles: { deliverPorts: changesVisibilityFirst },
    focus: { ...ALONE, dawdle: 0.3, functionTimeoutSeconds: 60 },
  },
  {
    name: "holds never renewed, redrive unwatched",
    edits: [
      {
        file: "lambdas/shared/domain/waiting.ts",
        from: "receiveCount < constants.renewFromReceive",
        to: "true",
      },
    ],
    focus: { ...ALONE, attempts: 5, waitSeconds: [5], maxReceiveCount: 3, renewFromReceive: 2 },
  },
  {
    name: "stale message releases a parked delivery",
    seed: 194,
    edits: [
      {
        file: DELIVER,
        from: "await ports.ensureLane(turn.record);",
        to: `const { nextAttemptAtMs = 0 } = turn.record;
          await (isWithinHorizon(nextAttemptAtMs, now(), constants)
            ? ports.release({ ...turn.record, nextAttemptAtMs })
            : ports.ensureLane(turn.record));`,
      },
    ],
    focus: {
      ...ALONE,
      ...OFTEN,
      ticks: true,
      attempts: 10,
      waitSeconds: [900, 1350],
      indexLagSeconds: 451,
      functionTimeoutSeconds: 1,
      stallChance: 0.02,
      mostWakes: 3,
      workers: 3,
      disables: 8,
      outages: 20,
      outageSeconds: 900,
    },
  },
];

/** Rules that the model takes for granted, or has no mutant of. */
export const FURTHER_MUTANTS: readonly Mutant[] = [
  {
    name: "no sweep",
    edits: [
      {
        file: "lambdas/sweep/sweep.ts",
        from: "await ensureLane(owner);",
        to: "",
      },
    ],
    focus: { ...ALONE, sweeps: true, faults: { dieExecution: 1 } },
  },
  {
    name: "bury acks what its message carries",
    seed: 100,
    edits: [
      {
        file: BURY,
        from: 'return record.status === "queued" ? "carried" : "nothing";',
        to: 'return "nothing";',
      },
    ],
    focus: BURIAL,
  },
  {
    name: "bury does not tell again",
    edits: [{ file: BURY, from: 'if (record.status === "dropped") {', to: "if (false) {" }],
    focus: { ...BURIAL, attempts: 1, successChance: 0 },
  },
  {
    name: "bury tells nobody",
    edits: [
      {
        file: BURY,
        from: "ports.report(record);\n    await notices.tell(record);",
        to: "ports.report(record);",
      },
    ],
    focus: BURIAL,
  },
  {
    name: "bury acks after a refused commit",
    edits: [
      {
        file: BURY,
        from: 'return (await find(await records.read(key), redriven)) === "carried" ? "failed" : "ack";',
        to: 'return "ack";',
      },
    ],
    focus: { ...BURIAL, faults: { crash: 4, lostReply: 3 } },
  },
  {
    name: "the first of a page is not released",
    edits: [
      {
        file: LANE_STEP,
        from: "await releaseAll(parked, ports.release);",
        to: "await releaseAll(parked.slice(1), ports.release);",
      },
    ],
    focus: { ...ALONE, sweeps: true },
  },
  {
    name: "what could not be released is forgotten with its page",
    edits: [
      {
        file: "lambdas/retry-lane/release-all.ts",
        from: "if (failures.length > 0) {",
        to: "if (false) {",
      },
      { file: LANE_STEP, from: "if (await index.holdsAny(webhook)) {", to: "if (false) {" },
    ],
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
];
