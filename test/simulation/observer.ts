import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type BatchExecuteStatementCommandOutput,
  type BatchStatementRequest,
  type BatchStatementResponse,
} from "@aws-sdk/client-dynamodb";
import { SendMessageBatchCommand, type SendMessageBatchCommandOutput } from "@aws-sdk/client-sqs";

import type { Breaker } from "../../lambdas/shared/domain/breaker.ts";
import type { DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf, parseDeliveryId } from "../../lambdas/shared/domain/identifiers.ts";
import { eachPool, isBehind, type Pool } from "../../lambdas/shared/domain/pool.ts";
import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import { deliveryKeyOf, readDeliveryItem } from "../../lambdas/shared/dynamodb/delivery-item.ts";
import { readBreaker } from "../../lambdas/shared/dynamodb/dynamo-breakers.ts";
import { readEventItem } from "../../lambdas/shared/dynamodb/dynamo-events.ts";
import { webhookIdOfLane } from "../../lambdas/shared/dynamodb/lane-item.ts";
import { POOLS } from "../../lib/deliver/delivery-pools.ts";
import type { Task, TaskEnd } from "../../tools/virtual-aws/scheduler.ts";
import type { Handling, Ledger } from "./ledger.ts";
import { readSent, type QueuedMessages, type SentMessage } from "./queued-messages.ts";

/** By the name of its functions. */
const POOL_OF_FUNCTION: ReadonlyMap<string, Pool> = new Map(
  Object.values(eachPool((pool) => [POOLS[pool].room, pool] as const)),
);

/**
 * Sees everything that is written and sent, and tells the ledger of it: nothing else knows what the
 * code under test does.
 */
export class Observer {
  readonly records = new Map<string, DeliveryRecord>();
  /** Webhooks whose lane the sweep looks at. */
  readonly lanes = new Set<string>();
  /** What each invocation of deliver has in its hands. */
  readonly #hands = new WeakMap<Task, readonly Handling[]>();
  /**
   * Deliveries that a task parked after an attempt: it releases those itself whose delay is short.
   */
  readonly #delayed = new WeakMap<Task, Set<string>>();
  /** The pools of webhooks that a task found not to be proved. */
  readonly #serving = new WeakMap<Task, Map<string, Pool>>();
  /** What a task found its breakers to be, where it was the same each time. */
  readonly #breakers = new WeakMap<Task, Map<string, Breaker["state"] | "up" | "unclear">>();
  readonly #ledger: Ledger;
  readonly #messages: QueuedMessages;
  readonly #now: () => number;
  /**
   * Whether what is read of standings is read for the pools: a breaker is read more often than they
   * forget.
   */
  knowsPools = true;
  /** Told of a release that its own worker sent too late: after the delay was over. */
  onLateRelease: (id: string) => void = () => undefined;
  /**
   * Told of a first message that went on to another pool, while the one that was sent on comes
   * back.
   */
  onHandedOverTwice: (id: string) => void = () => undefined;
  /** Told of a breaker that was written. */
  onBreaker: (webhookId: string, before: Breaker | undefined, after: Breaker | undefined) => void =
    () => undefined;
  /** Told of what a lane releases as a part of its half of a pace, and for which wait. */
  onPaced: (webhookId: string, wait: string) => void = () => undefined;
  /** Told of a request to a receiver that recovers, for what its lane did not release. */
  onNew: (webhookId: string) => void = () => undefined;
  /**
   * Told of what was parked without a request, though its lane released it as a part of its half of
   * a pace.
   */
  onPacedPutOff: (id: string) => void = () => undefined;
  /**
   * Told of a commit that went on as a message, while the message of its attempt is not acked, or
   * in other hands, too.
   */
  onUnackedCommit: (id: string) => void = () => undefined;

  constructor(ledger: Ledger, messages: QueuedMessages, now: () => number) {
    this.#ledger = ledger;
    this.#messages = messages;
    this.#now = now;
  }

  /** An invocation of deliver begins. @returns what takes its messages out of its hands */
  take(task: Task, messages: readonly SentMessage[]): (how: TaskEnd) => void {
    const idle = {
      seen: undefined,
      isPosting: false,
      isInFlight: false,
      isCarried: false,
      isHandedOver: false,
    };
    const hands = messages.map((message) => ({ ...idle, id: message.deliveryId, message }));
    this.#hands.set(task, hands);
    for (const handling of hands) this.#ledger.handlings.add(handling);
    return (how) => {
      for (const handling of hands) {
        if (handling.isHandedOver && how === "done") this.onHandedOverTwice(handling.id);
        this.#ledger.handlings.delete(handling);
        if (handling.isCarried) this.onUnackedCommit(handling.id);
      }
    };
  }

  /** What an invocation is done with was acked. */
  acked(task: Task): void {
    for (const handling of this.#hands.get(task) ?? []) handling.isCarried = false;
  }

  /**
   * A task is about to send a request for a delivery. @returns to be called when it reaches the
   * receiver
   */
  posting(task: Task, id: string): () => void {
    const handling = this.#handlingOf(
      task,
      id,
      ({ isPosting, isInFlight }) => !isPosting && !isInFlight,
    );
    if (handling === undefined) throw new Error(`nobody may send ${id} here`);
    const webhookId = parseDeliveryId(id)?.webhookId ?? "";
    const serving = this.#serving.get(task)?.get(webhookId) ?? "quick";
    if (this.knowsPools && isBehind(serving, POOL_OF_FUNCTION.get(task.name) ?? serving)) {
      this.#ledger.report(id, "attempted in the WRONG POOL");
    }
    const recovers = this.#breakers.get(task)?.get(webhookId) === "recovering";
    if (recovers && isNew(handling)) this.onNew(webhookId);
    handling.isPosting = true;
    return () => this.#ledger.posted(handling);
  }

  /** The deliveries table took a write. */
  wrote(before: Item | undefined, after: Item | undefined): void {
    const sort = (after ?? before)?.["sk"]?.S ?? "";
    if (sort.startsWith("d#")) this.#wroteRecord(before, after);
    else if ((after ?? before)?.["pk"]?.S?.startsWith("standing#") === true) {
      const [was, is] = [readBreaker(before), readBreaker(after)];
      if (was?.state === "down" && is?.state !== "down") this.#ledger.closed(sort);
      this.onBreaker(sort, was, is);
    } else if (sort === "event" && after !== undefined) this.#accepted(after);
    else if (sort === "lane" && after !== undefined) this.#listed(webhookIdOfLane(after));
    else if (sort === "lane" && before !== undefined) this.lanes.delete(webhookIdOfLane(before));
  }

  /** A command of a task was answered. */
  answered(task: Task, command: object, answer: object): void {
    if (command instanceof BatchGetItemCommand) {
      this.#read(task, command);
      this.#readStandings(task, answer as BatchGetItemCommandOutput);
      this.#readBreakers(task, command, answer as BatchGetItemCommandOutput);
    } else if (command instanceof BatchExecuteStatementCommand) {
      const { Responses = [] } = answer as BatchExecuteStatementCommandOutput;
      for (const [index, statement] of (command.input.Statements ?? []).entries()) {
        this.#executed(task, statement, Responses[index] ?? {});
      }
    } else if (command instanceof SendMessageBatchCommand) {
      this.#sent(task, command, answer as SendMessageBatchCommandOutput);
    }
  }

  /**
   * What is parked in a lane that a repair notes is found: nothing that was at work at the loss can
   * take it out again.
   */
  #listed(webhookId: string): void {
    this.lanes.add(webhookId);
    if (!this.#ledger.isRepairing || this.#ledger.isUnsettled) return;
    for (const [id, record] of this.records) {
      if (record.status === "parked" && record.webhookId === webhookId) this.#ledger.found(id);
    }
  }

  #wroteRecord(before: Item | undefined, after: Item | undefined): void {
    const record = after === undefined ? undefined : readDeliveryItem(after);
    const id = deliveryIdOf(deliveryKeyOf(after ?? before ?? {}));
    this.#ledger.wrote(id, before === undefined ? undefined : this.records.get(id), record);
    if (record === undefined) this.records.delete(id);
    else this.records.set(id, record);
  }

  #accepted(item: Item): void {
    const { id: eventId, webhookIds } = readEventItem(item);
    for (const webhookId of webhookIds) {
      this.#ledger.accept(deliveryIdOf({ eventId, webhookId }), webhookId);
    }
  }

  #read(task: Task, { input }: BatchGetItemCommand): void {
    const hands = this.#hands.get(task);
    if (hands === undefined) return;
    for (const { Keys = [] } of Object.values(input.RequestItems ?? {})) {
      for (const key of Keys) {
        if (key["sk"]?.S?.startsWith("d#") !== true) continue;
        const id = deliveryIdOf(deliveryKeyOf(key));
        for (const handling of hands) {
          if (handling.id === id) handling.seen = this.records.get(id);
        }
      }
    }
  }

  /** What D1 found of webhooks that are not proved. */
  #readStandings(task: Task, { Responses = {} }: BatchGetItemCommandOutput): void {
    for (const items of Object.values(Responses)) {
      for (const { pk, sk, state } of items) {
        if (pk?.S?.startsWith("standing#") !== true || state === undefined) continue;
        if (state.S === "quick") continue;
        const serving = this.#serving.get(task) ?? new Map<string, Pool>();
        this.#serving.set(task, serving.set(sk?.S ?? "", state.S === "slow" ? "slow" : "trial"));
      }
    }
  }

  /** What D1 found of receivers. */
  #readBreakers(
    task: Task,
    { input }: BatchGetItemCommand,
    { Responses = {} }: BatchGetItemCommandOutput,
  ): void {
    const found = Object.values(Responses).flat();
    for (const { pk, sk } of Object.values(input.RequestItems ?? {}).flatMap(
      ({ Keys = [] }) => Keys,
    )) {
      if (pk?.S?.startsWith("standing#") !== true) continue;
      const id = sk?.S ?? "";
      const state = readBreaker(
        found.find((item) => item["pk"]?.S === pk.S && item["sk"]?.S === id),
      );
      const known = this.#breakers.get(task) ?? new Map<string, Breaker["state"] | "up">();
      const is = state?.state ?? "up";
      this.#breakers.set(task, known.set(id, (known.get(id) ?? is) === is ? is : "unclear"));
    }
  }

  /**
   * A mark pays what its release owed; a commit that was decided ends the flight of its attempt.
   */
  #executed(
    task: Task,
    statement: BatchStatementRequest,
    { Error: error }: BatchStatementResponse,
  ): void {
    const { Statement: text = "", Parameters: parameters = [] } = statement;
    if (!isDecided(statement, error?.Code) || task.name === "fan-out") return;
    if (text.endsWith('"status" = ?')) {
      task.owes.delete(parameters[1]?.S ?? "");
      this.#marked(task, parameters[1]?.S ?? "");
      return;
    }
    const at = parameters.findIndex(({ S = "" }) => S.startsWith("d#"));
    if (at < 1) return;
    const key = { pk: parameters[at - 1], sk: parameters[at] } as Item;
    const id = deliveryIdOf(deliveryKeyOf(key));
    const handedOver = this.#handlingOf(task, id, ({ isHandedOver }) => isHandedOver);
    if (handedOver !== undefined) {
      handedOver.isHandedOver = false;
      return;
    }
    const handling = this.#handlingOf(task, id, ({ isInFlight }) => isInFlight);
    if (handling === undefined) {
      const isParked = error === undefined && this.records.get(id)?.status === "parked";
      const recovers = this.#breakers.get(task)?.get(key["sk"]?.S?.slice(2) ?? "") === "recovering";
      const putOff = this.#handlingOf(task, id, (one) => {
        return one.message.as === "paced" && !isNew(one) && !one.isCarried;
      });
      // A carried commit of the same batch parks it as well, after an attempt that was made before.
      const carried = this.#handlingOf(task, id, ({ message }) => message.me !== undefined);
      if (isParked && recovers && putOff !== undefined && carried === undefined) {
        this.onPacedPutOff(id);
      }
      return;
    }
    handling.isInFlight = false;
    const delayed = this.#delayed.get(task) ?? new Set();
    this.#delayed.set(task, delayed.add(id));
  }

  /** A message that marked itself knows that. */
  #marked(task: Task, carrier: string): void {
    for (const handling of this.#hands.get(task) ?? []) {
      const record = this.records.get(handling.id);
      const { seen } = handling;
      const isOfItsWait = seen?.status === "parked" && seen.dispatch === record?.dispatch;
      if (isOfItsWait && record.carrier === carrier) handling.seen = record;
    }
  }

  /**
   * The protocol assumes that a release is marked before its delay ends: so a release owes its mark
   * before the message can be received; and a delay that its own worker releases only when it is
   * over counts as a fault.
   */
  #sent(
    task: Task,
    { input }: SendMessageBatchCommand,
    answer: SendMessageBatchCommandOutput,
  ): void {
    const { QueueUrl = "", Entries = [] } = input;
    for (const { Id, MessageId = "" } of answer.Successful ?? []) {
      const entry = Entries.find((one) => one.Id === Id);
      if (QueueUrl.endsWith("/dropped")) {
        const notice = JSON.parse(entry?.MessageBody ?? "{}") as { readonly delivery_id: string };
        this.#ledger.noticed(notice.delivery_id);
      } else if (/\/deliveries(?:-slow|-trial)?$/u.test(QueueUrl)) {
        const message = readSent(entry?.MessageBody ?? "");
        this.#messages.sent(MessageId, message);
        const handling = this.#handlingOf(task, message.deliveryId, ({ isPosting }) => !isPosting);
        if (message.dispatch === 0 && message.me === undefined && handling !== undefined) {
          handling.isHandedOver = true;
        }
        const { deliveryId, dispatch, as } = message;
        if (as === "paced") {
          const { webhookId = "" } = parseDeliveryId(deliveryId) ?? {};
          this.onPaced(webhookId, `${deliveryId} ${dispatch}`);
        }
        if (message.me === undefined) {
          this.#owe(task, MessageId, message.deliveryId, entry?.DelaySeconds ?? 0);
        } else {
          this.#carried(task, message.deliveryId);
        }
      }
    }
  }

  /** T1: the commit of a request goes on as a message. */
  #carried(task: Task, id: string): void {
    const handling = this.#handlingOf(task, id, ({ isInFlight }) => isInFlight);
    if (handling === undefined) return;
    handling.isInFlight = false;
    handling.isCarried = true;
    // A duplicate: when its commit comes too late it is deferred, and the attempt of whoever holds
    // the message is refused.
    const others = [...this.#ledger.handlings].filter((one) => one.id === id && one !== handling);
    if (others.length > 0) this.onUnackedCommit(id);
  }

  #owe(task: Task, messageId: string, deliveryId: string, delaySeconds: number): void {
    const nowMs = this.#now();
    const dueMs = this.records.get(deliveryId)?.nextAttemptAtMs ?? nowMs;
    if (this.#delayed.get(task)?.has(deliveryId) === true && dueMs <= nowMs) {
      this.onLateRelease(deliveryId);
    } else if (delaySeconds > 0) {
      task.owes.set(messageId, Math.min(dueMs, nowMs + delaySeconds * 1000) - 1);
    }
  }

  #handlingOf(
    task: Task,
    id: string,
    matches: (handling: Handling) => boolean,
  ): Handling | undefined {
    return this.#hands.get(task)?.find((one) => one.id === id && matches(one));
  }
}

/** Whether its lane did not release it for this wait, and nobody sent it again. */
function isNew({ message: { as, dispatch }, seen }: Handling): boolean {
  if (as !== "usual" && dispatch === seen?.dispatch) return false;
  if (seen === undefined) return true;
  return seen.scheduledAtMs <= seen.acceptedAtMs || seen.attempts > seen.scheduleFrom;
}

/**
 * Whether a statement was done or refused, and not only throttled; a success that finds a record is
 * noted on that instead.
 */
function isDecided({ Parameters: parameters = [] }: BatchStatementRequest, code?: string): boolean {
  const isAnotherTried = parameters.some(({ S }) => S === "delivered");
  return (
    code === undefined ||
    code === "ConditionalCheckFailed" ||
    (code === "DuplicateItem" && !isAnotherTried)
  );
}
