import { type DemoReceiver, type DemoRequest, startDemoReceiver } from "./demo-receiver.ts";
import { SAMPLES } from "./demo.ts";
import { checkRequest } from "./request-checks.ts";
import { showRequest } from "./show-request.ts";

/** A demonstration under way: a receiver that prints what it gets and notes what has arrived. */
export interface Demonstration {
  readonly receiver: DemoReceiver;
  /** The moment from which the printed times count: call it when the events are put on the bus. */
  begin(): void;
  /** Resolves when every sample has been answered 2xx and everything verified, to false when time runs out or a check fails. */
  succeeded(timeoutMs: number, signal: AbortSignal): Promise<boolean>;
}

/** Starts the receiver of the demonstration; the first sample's path is busy at first. */
export async function startDemonstration(print: (text: string) => void): Promise<Demonstration> {
  let startedAtMs = Date.now();
  const missing = new Set<string>(SAMPLES.map(({ path }) => path));
  const over = Promise.withResolvers<boolean>();
  const onRequest = (request: DemoRequest): void => {
    const sample = SAMPLES.find(({ path }) => path === request.path);
    if (sample === undefined) return;
    const checks = checkRequest(request, sample);
    print(showRequest(request, checks, request.receivedAtMs - startedAtMs));
    if (checks.some(({ ok }) => !ok)) over.resolve(false);
    if (request.status < 300) missing.delete(request.path);
    if (missing.size === 0) over.resolve(true);
  };
  const receiver = await startDemoReceiver(SAMPLES[0].path, onRequest);
  return {
    receiver,
    begin: () => {
      startedAtMs = Date.now();
    },
    async succeeded(timeoutMs, signal) {
      const timer = setTimeout(() => over.resolve(false), timeoutMs);
      const stop = (): void => over.resolve(false);
      signal.addEventListener("abort", stop, { once: true });
      const all = await over.promise;
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      signal.throwIfAborted();
      return all;
    },
  };
}
