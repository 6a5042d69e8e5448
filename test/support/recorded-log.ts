import { type Log, makeLog } from "../../lambdas/shared/runtime/logger.ts";

/** A log that keeps its lines, as JSON text. */
export function makeRecordedLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const at =
    (level: string) =>
    (...line: unknown[]): void => {
      lines.push(JSON.stringify([level, ...line]));
    };
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  return { log: makeLog(logger), lines };
}
