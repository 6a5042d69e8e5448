import { PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";

import type { Meter } from "../simulate/cost/usage.ts";
import { uuidOf } from "./sample-event.ts";
import type { VirtualQueues } from "./virtual-queues.ts";

/** How the bus behaves. */
export interface VirtualBusOptions {
  readonly queues: VirtualQueues;
  /** Where its one rule sends everything. */
  readonly target: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly meter?: Meter;
  /**
   * Asked of every entry: whether the bus refuses it, while it takes others of the same request.
   * @default none
   */
  readonly refuses?: (entry: PutEventsRequestEntry) => boolean;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MOST_ENTRIES = 10;

/** The bus with its one rule: everything goes to the events queue. */
export class VirtualBus {
  readonly #options: VirtualBusOptions;
  #events = 0;

  constructor(options: VirtualBusOptions) {
    this.#options = options;
  }

  /** Answers a command of the SDK. */
  answer(command: unknown): object {
    if (!(command instanceof PutEventsCommand)) {
      throw new TypeError(`no virtual EventBridge answers ${command?.constructor.name}`);
    }
    const entries = command.input.Entries ?? [];
    if (entries.length === 0 || entries.length > MOST_ENTRIES) {
      throw new TypeError(`${entries.length} entries in one PutEvents`);
    }
    const results = entries.map((entry) => {
      if (this.#options.refuses?.(entry) === true) return { ErrorCode: "ThrottlingException" };
      const { Source = "", DetailType = "", Detail = "{}" } = entry;
      return { EventId: this.publish(Source, DetailType, JSON.parse(Detail) as object) };
    });
    const refused = results.filter((result) => result.EventId === undefined).length;
    return { FailedEntryCount: refused, Entries: results };
  }

  /** One event, in the envelope that EventBridge makes. @returns its id */
  publish(source: string, type: string, detail: object): string {
    const { queues, target, now, meter } = this.#options;
    this.#events += 1;
    meter?.add("PutEvents entry", { busEvents: 1 });
    const id = uuidOf(`entry ${this.#events}`);
    const entry = {
      version: "0",
      id,
      "detail-type": type,
      source,
      account: "123456789012",
      time: `${new Date(now()).toISOString().slice(0, 19)}Z`,
      region: "us-east-1",
      resources: [],
      detail,
    };
    queues.putFromBus(target, JSON.stringify(entry));
    return id;
  }
}
