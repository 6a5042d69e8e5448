import { once } from "node:events";
import { Worker } from "node:worker_threads";

import type { Question, Verdict } from "./check.ts";
import type { Remainders } from "./compare-lanes.ts";
import type { Answer, Job } from "./explorer-thread.ts";
import type { Settings } from "./protocol/settings.ts";

/** What costs ten seconds of CPU may take minutes on a busy machine. */
export const PATIENCE_MS = 300_000;

/**
 * Explores in a thread of its own: where the tests' coverage is counted, exploring takes four times
 * as long.
 */
export class Explorer {
  readonly #thread = new Worker(new URL("./explorer-thread.ts", import.meta.url));

  check({ settings, live }: Question): Promise<Verdict> {
    return this.#ask<Verdict>({ job: "check", question: { settings, live } });
  }

  compareLanes(settings: Settings): Promise<Remainders> {
    return this.#ask<Remainders>({ job: "compare lanes", settings });
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  async #ask<A extends Answer>(job: Job): Promise<A> {
    const answered = once(this.#thread, "message");
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
    this.#thread.postMessage(job);
    const [answer] = await answered;
    return answer as A;
  }
}
