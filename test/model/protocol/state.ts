import { Layout, sortThings, viewOf } from "../equipment/layout.ts";
import {
  DELIVERY,
  EXECUTION,
  INVOCATION,
  LANE,
  LaneState,
  MESSAGE,
  REST,
  Status,
} from "./fields.ts";
import { DEAD } from "./settings.ts";

export class Delivery extends viewOf(DELIVERY) {}
export class Message extends viewOf(MESSAGE) {}
export class Invocation extends viewOf(INVOCATION) {}
export class Execution extends viewOf(EXECUTION) {}
export class Lane extends viewOf(LANE) {}
class Rest extends viewOf(REST) {}

const MESSAGES = 6;
const WORKERS = 2;
const EXECUTIONS = 3;
const MOST_IDS = 16;
/** Generations that `ended` has room for. */
export const MOST_GENERATIONS = 14;

/** The invocations that are not workers. */
export const SWEEP = WORKERS;
/** A request of an operator: a resend, or one that wakes the lane. */
export const REQUEST = WORKERS + 1;

/** Problems that a step itself sees; `problem` in the state is their place here. */
export const SEEN = [
  "",
  "attempted too early",
  "attempted after the end",
  "a terminal state changed",
  "more messages than the model has room for",
  "more executions or generations than the model has room for",
  "a healthy delivery buried",
  "put off again and again",
  "attempted in the wrong pool",
  "dropped before its end",
  "dropped though no probe failed",
  "a resend was not attempted",
  "a probe was not attempted",
  "its lane's half was put off",
] as const;

export class State {
  readonly cells: Int16Array;
  readonly deliveries: readonly Delivery[];
  readonly messages: readonly Message[];
  readonly invocations: readonly Invocation[];
  readonly executions: readonly Execution[];
  readonly lane: Lane;
  readonly rest: Rest;
  readonly #at: Places;

  constructor(places: Places) {
    const cells = new Int16Array(places.layout.cells);
    this.cells = cells;
    this.#at = places;
    this.deliveries = places.deliveries.map((at) => new Delivery(cells, at));
    this.messages = places.messages.map((at) => new Message(cells, at));
    this.invocations = places.invocations.map((at) => new Invocation(cells, at));
    this.executions = places.executions.map((at) => new Execution(cells, at));
    this.lane = new Lane(cells, places.lane);
    this.rest = new Rest(cells, places.rest);
  }

  delivery(index: number): Delivery {
    return this.deliveries[index]!;
  }

  invocation(index: number): Invocation {
    return this.invocations[index]!;
  }

  execution(index: number): Execution {
    return this.executions[index]!;
  }

  message(id: number): Message | undefined {
    if (id === 0) return undefined;
    for (const message of this.messages) if (message.id === id) return message;
    return undefined;
  }

  /** The smallest id that nothing names any more. */
  freshId(): number {
    let used = 1;
    for (const { id, of } of this.messages) used |= (1 << id) | (1 << of);
    for (const { carrier } of this.deliveries) used |= 1 << carrier;
    for (const { message, sent, of } of this.invocations) {
      used |= (1 << message) | (1 << sent) | (1 << of);
    }
    for (const { sent } of this.executions) used |= 1 << sent;
    for (let id = 1; id < MOST_IDS; id += 1) if (((used >>> id) & 1) === 0) return id;
    throw new RangeError("more message ids than the model has room for");
  }

  /** SendMessage; returns the message's id. */
  send(delivery: number, dispatch: number, first: 0 | 1, hidden: number, pool = 0): number {
    const id = this.sendAs(this.freshId(), delivery, dispatch, first, hidden);
    const sent = this.message(id);
    if (sent !== undefined) sent.pool = pool;
    return id;
  }

  sendAs(id: number, delivery: number, dispatch: number, first: 0 | 1, hidden: number): number {
    const free = this.messages.find((message) => message.id === 0);
    if (free === undefined) {
      this.see("more messages than the model has room for");
      return id;
    }
    free.id = id;
    free.delivery = delivery;
    free.dispatch = dispatch;
    free.first = first;
    free.hidden = Math.max(0, hidden);
    return id;
  }

  /** Whether a message has this id, or carries the commit of the one that had it. */
  speaksFor(id: number): boolean {
    for (const { id: one, of } of this.messages) if (one === id || of === id) return id !== 0;
    return false;
  }

  deleteMessage(id: number): void {
    const message = this.message(id);
    if (message !== undefined) clear(message, this.#at.sizes.message);
  }

  end(invocation: Invocation): void {
    clear(invocation, this.#at.sizes.invocation);
  }

  /** The execution is over; its name stays used up. */
  endExecution(execution: Execution): void {
    this.rest.ended |= 1 << execution.generation;
    clear(execution, this.#at.sizes.execution);
  }

  see(problem: (typeof SEEN)[number]): void {
    this.rest.problem = SEEN.indexOf(problem);
  }

  /** What is at work is one set: order says nothing. */
  tidy(): void {
    for (const delivery of this.deliveries) if (!isLagging(delivery)) delivery.lag = 0;
    const { messages, invocations, executions, sizes } = this.#at;
    sortThings(this.cells, messages[0]!, sizes.message, MESSAGES);
    sortThings(this.cells, invocations[0]!, sizes.invocation, WORKERS);
    sortThings(this.cells, executions[0]!, sizes.execution, EXECUTIONS);
  }
}

function clear(
  { cells, firstCell }: { readonly cells: Int16Array; readonly firstCell: number },
  size: number,
): void {
  cells.fill(0, firstCell, firstCell + size);
}

/** Where the things of a state lie. */
export class Places {
  readonly layout = new Layout();
  readonly sizes = {
    message: Object.keys(MESSAGE).length,
    invocation: Object.keys(INVOCATION).length,
    execution: Object.keys(EXECUTION).length,
  };
  readonly deliveries: readonly number[];
  readonly messages = Array.from({ length: MESSAGES }, () => this.layout.add(MESSAGE));
  readonly invocations = Array.from({ length: REQUEST + 1 }, () => this.layout.add(INVOCATION));
  readonly executions = Array.from({ length: EXECUTIONS }, () => this.layout.add(EXECUTION));
  readonly lane = this.layout.add(LANE);
  readonly rest = this.layout.add(REST);

  constructor(deliveries: number) {
    this.deliveries = Array.from({ length: deliveries }, () => this.layout.add(DELIVERY));
  }
}

export function isTerminal(status: number): boolean {
  return status >= Status.delivered;
}

export function isLive(status: number): boolean {
  return status === Status.queued || status === Status.parked;
}

export function isRunning(state: number): boolean {
  return state === LaneState.opening || state === LaneState.open;
}

/** The lane's heartbeat is old. */
export function isDead(lane: Lane): boolean {
  return lane.heartbeat >= DEAD;
}

/** The index does not show yet what the table has. */
export function isLagging(delivery: Delivery): boolean {
  const parked = delivery.status === Status.parked;
  if (parked !== (delivery.listed === 1)) return true;
  if (!parked) return false;
  return delivery.listedDispatch !== delivery.dispatch || delivery.listedDue !== delivery.due;
}

/** The index shows that something waits. */
export function isAnythingListed(state: State): boolean {
  for (const delivery of state.deliveries) if (delivery.listed === 1) return true;
  return false;
}
