import { PutEventsCommand } from "@aws-sdk/client-eventbridge";

import type { Meter } from "../simulate/cost/usage.ts";
import { NAMES } from "./function-environment.ts";
import { LATENCY_MS } from "./latencies.ts";
import { uuidOf } from "./sample-event.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import type { VirtualQueues } from "./virtual-queues.ts";

/** The bus with its one rule: everything goes to the events queue. */
export class VirtualBus {
  readonly #queues: VirtualQueues;
  readonly #meter: Meter;
  readonly #clock: VirtualClock;
  #events = 0;

  constructor(queues: VirtualQueues, meter: Meter, clock: VirtualClock) {
    this.#queues = queues;
    this.#meter = meter;
    this.#clock = clock;
  }

  /** Answers a command of the SDK. */
  async send(command: unknown): Promise<object> {
    await this.#clock.pass(LATENCY_MS.putEvents);
    if (!(command instanceof PutEventsCommand)) {
      throw new Error(`no virtual EventBridge answers ${command?.constructor.name}`);
    }
    const entries = command.input.Entries ?? [];
    for (const { Source = "", DetailType = "", Detail = "{}" } of entries) {
      this.publish(Source, DetailType, JSON.parse(Detail) as object);
    }
    return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: uuidOf("reply") })) };
  }

  /** One event, in the envelope that EventBridge makes. */
  publish(source: string, type: string, detail: object): void {
    this.#events += 1;
    this.#meter.add("PutEvents entry", { busEvents: 1 });
    const entry = {
      version: "0",
      id: uuidOf(`entry ${this.#events}`),
      "detail-type": type,
      source,
      account: "123456789012",
      time: `${new Date(this.#clock.nowMs).toISOString().slice(0, 19)}Z`,
      region: "us-east-1",
      resources: [],
      detail,
    };
    this.#queues.putFromBus(NAMES.eventsQueue, JSON.stringify(entry));
  }
}
