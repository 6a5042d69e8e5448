import { performance } from "node:perf_hooks";

import {
  BASE,
  type ConsoleBed,
  consoleBesideApi,
} from "../../test/console/browser/support/console-beside-api.ts";
import {
  type Asked,
  askWith,
  makeConfigApiTestBed,
} from "../../test/support/config-api-test-bed.ts";
import { serveConfigApi } from "../../test/support/serve-config-api.ts";

/** A console and its API, served on 127.0.0.1. */
export interface ServedConsole {
  readonly bed: ConsoleBed;
  /** The API's address. */
  readonly url: string;
  /** Milliseconds that calls of the API took since this was asked last, added up. */
  takeApiMs(): number;
  close(): void;
}

/** Serves both. Answers are not held against the document, which would take longer than they do. */
export async function serveConsole(folder: string): Promise<ServedConsole> {
  const bed = makeConfigApiTestBed();
  bed.clock.nowMs = Date.now();
  const ask = askWith(bed.handler);
  let apiMs = 0;
  const timed = async (method: string, path: string, asked: Asked) => {
    const start = performance.now();
    const answered = await ask(method, path, asked);
    apiMs += performance.now() - start;
    return answered;
  };
  const { url, close } = await serveConfigApi(consoleBesideApi(bed, folder, timed));
  return {
    bed,
    url: `${url}${BASE}`,
    takeApiMs() {
      const taken = apiMs;
      apiMs = 0;
      return taken;
    },
    close,
  };
}
