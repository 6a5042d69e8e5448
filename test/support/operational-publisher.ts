import { thisMachine } from "../../lambdas/shared/runtime/machine.ts";
import { makeRecordedLog } from "./recorded-log.ts";

/** What tells tenants of their webhooks, with what was published and logged; no time passes. */
export function makePublisher(publish: () => Promise<void> = async () => undefined) {
  const { log, lines } = makeRecordedLog();
  const published: unknown[] = [];
  return {
    ports: {
      publish: (...event: unknown[]) => {
        published.push(event);
        return publish();
      },
      log,
      machine: {
        ...thisMachine,
        later: (_: number, happens: () => void) => {
          const timer = setImmediate(happens);
          return () => clearImmediate(timer);
        },
      },
    },
    published,
    lines: () => lines.map((line) => JSON.parse(line)),
  };
}

/** What a bus may do. */
export const BUS_FAULTS: [string, () => Promise<void>][] = [
  ["refuses it", () => Promise.reject(new Error("the bus is down"))],
  ["does not answer", () => new Promise<void>(() => undefined)],
];
