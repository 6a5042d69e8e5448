import type { Mechanism } from "./isolation-left-out.ts";

const BREAKER = "lambdas/shared/domain/breaker.ts";
const UNSENT = "lambdas/shared/domain/unsent.ts";
const BREAKERS = "lambdas/deliver/breakers.ts";
const LOOK = "lambdas/retry-lane/guarded-look.ts";
const LANE_STEP = "lambdas/retry-lane/run-lane-step.ts";
const LIMIT = "lambdas/deliver/limit.ts";
const RATE_LIMIT = "lambdas/shared/domain/rate-limit.ts";
const RATE_LIMITS = "lambdas/shared/dynamodb/dynamo-rate-limits.ts";
const LEASES = "lambdas/shared/dynamodb/dynamo-leases.ts";
const IN_FLIGHT = "lambdas/shared/domain/in-flight.ts";

/** The parts of limits and of the breaker. */
export const PARTS: readonly Mechanism[] = [
  {
    name: "the breaker",
    settings: { breakerSeconds: 0 },
    situations: ["dead for good"],
  },
  {
    name: "suspicion after one half",
    edits: [
      {
        file: BREAKER,
        from: "const isHalf = run.failures >= constants.breakerFailures / 2;",
        to: "const isHalf = run.failures >= constants.breakerFailures;",
      },
      {
        file: BREAKER,
        from: "const halfMs = constants.breakerSeconds * 500;",
        to: "const halfMs = constants.breakerSeconds * 1000;",
      },
      {
        file: BREAKER,
        from: '...NOTHING, ...probe, state: "suspected", sinceMs: run.sinceMs, version',
        to: '...NOTHING, ...probe, state: "down", sinceMs: run.sinceMs, pacedAtMs: endedAtMs, version',
      },
    ],
    situations: ["one of two functions cannot reach it, for ten minutes"],
  },
  {
    name: "what is over is released while it is down",
    edits: [
      {
        file: LOOK,
        from: "endedUntilMs(breaker, now()), MOST_ENDED",
        to: "0, MOST_ENDED",
      },
    ],
    situations: ["dead for good"],
  },
  {
    name: "a probe of another event type",
    edits: [
      {
        file: LOOK,
        from: "types[place] !== breaker.probedType",
        to: "types[place] === undefined",
      },
    ],
    situations: ["nine of ten are of a type that it never takes; back after 2 h"],
  },
  {
    name: "every third probe the newest",
    edits: [
      {
        file: UNSENT,
        from: "return probes % NEWEST_EVERY === NEWEST_EVERY - 1;",
        to: "return probes % NEWEST_EVERY < 0;",
      },
    ],
    situations: ["six hours of payloads that it never takes, good ones since"],
  },
  {
    name: "a probe every 10 s at first",
    edits: [
      {
        file: UNSENT,
        from: "const PROBED_OFTEN_MS = 60_000;",
        to: "const PROBED_OFTEN_MS = 0;",
      },
    ],
    situations: ["down for three and a half minutes"],
  },
  {
    name: "its lane is woken at each turn",
    edits: [
      {
        file: BREAKERS,
        from: "ports.wakeLane(owner).catch(() => undefined),",
        to: "",
      },
    ],
    situations: ["down for two hours"],
  },
  {
    name: "its lane keeps the pace of a limit",
    edits: [
      {
        file: LANE_STEP,
        from: "const round = await paced(step, found, parked);",
        to: "const round = undefined;",
      },
    ],
    situations: ["1,000 at once, ten a second", "300 at once, five places, a second each"],
  },
  {
    name: "slots a second early",
    edits: [
      { file: RATE_LIMIT, from: "export const EARLY_MS = 1000;", to: "export const EARLY_MS = 0;" },
    ],
    situations: ["1,000 at once, ten a second"],
  },
  {
    name: "one write for the slots of a batch",
    edits: [
      { file: RATE_LIMITS, from: "const MOST_REQUESTS = 100;", to: "const MOST_REQUESTS = 1;" },
    ],
    situations: ["1,000 at once, ten a second"],
  },
  {
    name: "a refusal counts for 0.2 s",
    edits: [{ file: RATE_LIMITS, from: "const REFUSED_MS = 200;", to: "const REFUSED_MS = 0;" }],
    situations: ["600 a second for four seconds, 100 a second"],
  },
  {
    name: "429 pauses the webhook",
    edits: [
      {
        file: LIMIT,
        from: "await limiters.pause(webhookId, perSecond, now() + pauseMs).catch(() => undefined);",
        to: "",
      },
    ],
    situations: ["a quota of 60 a minute, 1,000 at once, ten a second"],
  },
  {
    name: "places are given back",
    edits: [
      {
        file: LIMIT,
        from: "await ending?.end(tookMs).catch(() => undefined);",
        to: "void ending;",
      },
    ],
    situations: ["300 at once, five places, a second each"],
  },
  {
    name: "three places are tried",
    edits: [{ file: IN_FLIGHT, from: "const TRIES = 3;", to: "const TRIES = 1;" }],
    situations: ["300 at once, five places, a second each"],
  },
  {
    name: "full counts for 0.2 s",
    edits: [{ file: LEASES, from: "const FULL_MS = 200;", to: "const FULL_MS = 0;" }],
    situations: ["100 a second for half a minute, five places, a second each"],
  },
  {
    name: "as fast as the last requests were",
    edits: [
      {
        file: IN_FLIGHT,
        from: "const eachMs = Math.max(1000, sum / Math.max(1, tookMs.length));",
        to: "const eachMs = Math.max(1000, 0 * sum);",
      },
    ],
    situations: ["300 at once, five places, eight seconds each"],
  },
];
