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
  { name: "the breaker", settings: { breakerSeconds: 0 }, situations: ["dead for good"] },
  {
    name: "suspicion after one half",
    edits: [
      { file: BREAKER, name: "isHalf", from: " / 2", to: "" },
      { file: BREAKER, name: "halfMs", from: "500", to: "1000" },
      {
        file: BREAKER,
        name: "afterFailure",
        from: 'state: "suspected"',
        to: 'state: "down", pacedAtMs: endedAtMs',
      },
    ],
    situations: ["one of two functions cannot reach it, for ten minutes"],
  },
  {
    name: "what is over is released while it is down",
    edits: [{ file: LOOK, name: "ended", from: "endedUntilMs(breaker, now())", to: "0" }],
    situations: ["dead for good"],
  },
  {
    name: "a probe of another event type",
    edits: [{ file: LOOK, name: "others", from: "!== breaker.probedType", to: "=== undefined" }],
    situations: ["nine of ten are of a type that it never takes; back after 2 h"],
  },
  {
    name: "every third probe the newest",
    edits: [{ file: UNSENT, name: "isNewestNext", is: "false" }],
    situations: ["six hours of payloads that it never takes, good ones since"],
  },
  {
    name: "a probe every 10 s at first",
    edits: [{ file: UNSENT, name: "PROBED_OFTEN_MS", is: "0" }],
    situations: ["down for three and a half minutes"],
  },
  {
    name: "its lane is woken at each turn",
    edits: [
      { file: BREAKERS, name: "follow", from: "ports.wakeLane(owner)", to: "Promise.resolve()" },
    ],
    situations: ["down for two hours"],
  },
  {
    name: "its lane keeps the pace of a limit",
    edits: [{ file: LANE_STEP, at: "K3", to: "const round = undefined;" }],
    situations: ["1,000 at once, ten a second", "300 at once, five places, a second each"],
  },
  {
    name: "slots a second early",
    edits: [{ file: RATE_LIMIT, name: "EARLY_MS", is: "0" }],
    situations: ["1,000 at once, ten a second"],
  },
  {
    name: "one write for the slots of a batch",
    edits: [{ file: RATE_LIMITS, name: "MOST_REQUESTS", is: "1" }],
    situations: ["1,000 at once, ten a second"],
  },
  {
    name: "a refusal counts for 0.2 s",
    edits: [{ file: RATE_LIMITS, name: "REFUSED_MS", is: "0" }],
    situations: ["600 a second for four seconds, 100 a second"],
  },
  {
    name: "429 pauses the webhook",
    edits: [{ file: LIMIT, name: "heed", from: "pauseMs === 0", to: "true" }],
    situations: ["a quota of 60 a minute, 1,000 at once, ten a second"],
  },
  {
    name: "places are given back",
    edits: [{ file: LIMIT, name: "ending", is: "undefined" }],
    situations: ["300 at once, five places, a second each"],
  },
  {
    name: "three places are tried",
    edits: [{ file: IN_FLIGHT, name: "TRIES", is: "1" }],
    situations: ["300 at once, five places, a second each"],
  },
  {
    name: "full counts for 0.2 s",
    edits: [{ file: LEASES, name: "FULL_MS", is: "0" }],
    situations: ["100 a second for half a minute, five places, a second each"],
  },
  {
    name: "as fast as the last requests were",
    edits: [{ file: IN_FLIGHT, name: "eachMs", is: "Math.max(1000, 0 * sum)" }],
    situations: ["300 at once, five places, eight seconds each"],
  },
];
