import { type DemoReceiver, type DemoRequest, startDemoReceiver } from "./demo-receiver.ts";
import { SAMPLES } from "./demo.ts";
import { checkRequest } from "./request-checks.ts";
import { showRequest } from "./show-request.ts";
import type { FetchPublicKey } from "./verify-jws.ts";

/** A running demonstration: its receiver prints what it gets, also afterwards, and notes it. */
export interface Demonstration {
  readonly receiver: DemoReceiver;
  /**
   * The moment from which the printed times count: call it when the events are put on the bus.
   *
   * @param fetchPublicKey where the receiver gets the keys that verify signatures
   */
  begin(fetchPublicKey: FetchPublicKey): void;
  /** Resolves once all samples got 2xx and all verified; to false on timeout or a failed check. */
  succeeded(timeoutMs: number, signal: AbortSignal): Promise<boolean>;
}

/** Before the API is known, no key can be fetched. */
function noPublicKey(): Promise<undefined> {
  return Promise.resolve(undefined);
}

/** Starts the receiver of the demonstration; the first sample's path is busy at first. */
export async function startDemonstration(print: (text: string) => void): Promise<Demonstration> {
  let startedAtMs = Date.now();
  const missing = new Set<string>(SAMPLES.map(({ path }) => path));
  const over = Promise.withResolvers<boolean>();
  let fetchPublicKey: FetchPublicKey = noPublicKey;
  let isOver = false;
  const check = async (request: DemoRequest): Promise<void> => {
    const sample = SAMPLES.find(({ path }) => path === request.path);
    // What comes of other webhooks and events is shown as it is: what it has to look like is not
    // known.
    if (sample === undefined || isOver) {
      print(showRequest(request));
      return;
    }
    const checks = await checkRequest(request, sample, fetchPublicKey);
    print(showRequest(request, { checks, sinceEventMs: request.receivedAtMs - startedAtMs }));
    if (checks.some(({ ok }) => !ok)) over.resolve(false);
    if (request.status < 300) missing.delete(request.path);
    if (missing.size === 0) over.resolve(true);
  };
  const onRequest = (request: DemoRequest): void => {
    check(request).catch((error: unknown) => {
      print(`\n✖ ${request.path}: ${String(error)}\n`);
      over.resolve(false);
    });
  };
  const receiver = await startDemoReceiver(SAMPLES[0].path, onRequest);
  return {
    receiver,
    begin: (fetchKey) => {
      startedAtMs = Date.now();
      fetchPublicKey = fetchKey;
    },
    async succeeded(timeoutMs, signal) {
      const timer = setTimeout(() => over.resolve(false), timeoutMs);
      const stop = (): void => over.resolve(false);
      signal.addEventListener("abort", stop, { once: true });
      const all = await over.promise;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      signal.throwIfAborted();
      return all;
    },
  };
}
