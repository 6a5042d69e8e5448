import * as z from "zod";

import { readTraceparent } from "../../shared/domain/trace-context.ts";
import type { EventOrigin } from "./publish-events.ts";

/** The header, for the documentation. */
export const traceparentHeader = z.string().optional().meta({
  description:
    "The trace that this request belongs to (W3C Trace Context). Where the installation carries traces, receivers get it with every attempt; a malformed one is ignored.",
});

/** The trace that events are published in: nothing hangs on it, so a malformed one is as none. */
export function readTrace(text: string | undefined): Pick<EventOrigin, "traceparent"> {
  const traceparent = text === undefined ? undefined : readTraceparent(text);
  return traceparent === undefined ? {} : { traceparent };
}
