import { parseArgs, type ParseArgsConfig } from "node:util";

import { RunFailed } from "./run-failed.ts";

/** A TCP port as an option; undefined when it is not given. */
export function portOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new RunFailed(`--port is "${text}", expected a number from 1 to 65535`);
  return port;
}

/** `parseArgs` of node:util, its errors without a stack. */
export function readOptions<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new RunFailed(error instanceof Error ? error.message : String(error));
  }
}
