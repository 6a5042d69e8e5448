import { askedSeconds, isTemporary, waitSeconds } from "./retry-policy.ts";
import type { Wait } from "./waiting.ts";

/** Longest wait for an answer, in ms: the API's function ends after 29 s. */
const ANSWER_MS = 35_000;

/** What a patient fetch needs of its surroundings. */
export interface PatientPorts {
  readonly fetch: (request: Request) => Promise<Response>;
  /** The bearer that is good now. */
  readonly token: () => string | undefined;
  /** Whose that bearer is; `undefined`: nobody's. */
  readonly whose: () => string | undefined;
  /** Asks for another key after a 401. @returns whether there is one */
  readonly signInAgain: (refusedToken: string) => Promise<boolean>;
  readonly wait: (
    reason: Wait["reason"],
    seconds: number,
    signal: AbortSignal,
  ) => Promise<"again" | "give-up">;
  readonly now: () => number;
  readonly random: () => number;
  readonly newKey: () => string;
}

/**
 * Makes a fetch that repeats what a moment may mend: no answer, 429, 502 to 504. POSTs carry an
 * idempotency-key, so that a repeat does nothing twice; a DELETE that is told 404 on a repeat has
 * done its work. After a 401 it goes on with the next key, if one is given. What one tenant asked
 * for is never asked with the key of another, who signed in while it waited: that is a 401.
 */
export function makePatientFetch(ports: PatientPorts) {
  return async (request: Request): Promise<Response> => {
    if (request.method === "POST" && !request.headers.has("idempotency-key")) {
      request.headers.set("idempotency-key", ports.newKey());
    }
    const asker = ports.whose();
    for (let tries = 1; ; tries += 1) {
      if (ports.whose() !== asker) return signedOut();
      const token = ports.token();
      const outcome = await tryOnce(ports, request, token);
      if (outcome === "no-answer") {
        if (await isOver(ports, request, { tries, reason: "no-answer" })) throw new NoAnswer();
        continue;
      }
      if (outcome.status === 401 && token !== undefined) {
        if (await ports.signInAgain(token)) continue;
        return outcome;
      }
      if (tries > 1 && request.method === "DELETE" && outcome.status === 404) {
        return new Response(null, { status: 204 });
      }
      const reason = await reasonToRepeat(outcome, tries);
      if (reason === undefined) return outcome;
      const asked = askedSeconds(outcome.headers.get("retry-after"), ports.now());
      if (await isOver(ports, request, { tries, reason, asked })) return outcome;
    }
  };
}

/** No answer came, also after several tries. */
export class NoAnswer extends Error {
  readonly code = "no-answer";
}

function signedOut(): Response {
  const title = "You have signed out";
  const detail = "It was not asked for again: whoever asked for it has signed out.";
  const problem = { type: "about:blank", title, status: 401, detail, errors: [], request_id: "" };
  return Response.json(problem, { status: 401 });
}

async function tryOnce(
  ports: PatientPorts,
  request: Request,
  token: string | undefined,
): Promise<Response | "no-answer"> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_MS)]);
  const attempt = new Request(request.clone(), { signal });
  if (token !== undefined) attempt.headers.set("authorization", `Bearer ${token}`);
  try {
    return await ports.fetch(attempt);
  } catch {
    request.signal.throwIfAborted();
    return "no-answer";
  }
}

async function reasonToRepeat(
  response: Response,
  tries: number,
): Promise<Wait["reason"] | undefined> {
  if (response.status === 429) return "too-many-requests";
  if (isTemporary(response.status)) return "unavailable";
  // The first try got no answer here and still runs there.
  if (tries === 1 || response.status !== 409) return undefined;
  const text = await response.clone().text();
  return text.includes("idempotency-key-in-use") ? "unavailable" : undefined;
}

async function isOver(
  { wait, random }: PatientPorts,
  { signal }: Request,
  of: {
    readonly tries: number;
    readonly reason: Wait["reason"];
    readonly asked?: number | undefined;
  },
): Promise<boolean> {
  const seconds = waitSeconds({ ...of, random: random() });
  return seconds === undefined || (await wait(of.reason, seconds, signal)) === "give-up";
}
