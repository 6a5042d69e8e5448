import * as z from "zod";

import { LEAST_PER_SECOND, MOST_PER_SECOND } from "../../shared/domain/rate-limit.ts";
import { distinct, list, refusing, strict } from "../http/fields.ts";

/** Longest wait between two attempts: a day. */
const MAX_DELAY_SECONDS = 86_400;
/** Most attempts of a schedule: what the sort keys of attempts hold, with room for resending. */
const MAX_ATTEMPTS = 1000;

/** Answers that are no success: a 2xx is one, and a 1xx is none. */
const LEAST_STOPPING = 300;
const MOST_STOPPING = 599;
/** Statuses that one webhook may stop on: more than RFC 9110, section 15, defines from 300 on. */
const MAX_STOPPING = 50;

const attempts = z.int().min(1).max(MAX_ATTEMPTS);
const delaySeconds = z.int().min(1).max(MAX_DELAY_SECONDS);
const breaker = z.boolean().optional().meta({
  description:
    "Whether nothing but probes is sent while the receiver is down. By default where a schedule takes an hour or more, and neither the profile nor an event type (`*` is all) is of `transactionlink` or `pawapass`.",
});

const stopOn = list(z.int().min(LEAST_STOPPING).max(MOST_STOPPING), { max: MAX_STOPPING })
  .superRefine(distinct("a status"))
  .optional()
  .meta({
    description:
      "Statuses of answers that end a delivery at once: it is dropped as `rejected`, and last_outcome names the status. None by default. 410 ends it anyway where the profile heeds it, and then the webhook is gone.",
    examples: [[400, 404, 413, 422]],
  });

/** `config.retry`, in requests and answers. */
export const retry = z
  .discriminatedUnion("kind", [
    strict({
      kind: z.literal("exponential"),
      attempts: attempts.default(55),
      initial_seconds: delaySeconds.default(1),
      factor: z.number().min(1).max(10).default(2),
      cap_seconds: delaySeconds.default(14_400),
      jitter: z.number().min(0).max(1).default(0.25),
      breaker,
      stop_on: stopOn,
    }),
    strict({
      kind: z.literal("fixed"),
      attempts: attempts.default(6),
      interval_seconds: delaySeconds.default(5),
      breaker,
      stop_on: stopOn,
    }),
  ])
  .superRefine((policy, context) => {
    if (policy.kind === "exponential" && policy.cap_seconds < policy.initial_seconds) {
      const hint = "use at least initial_seconds";
      refusing(context)("is below initial_seconds", hint, ["cap_seconds"]);
    }
  })
  .meta({
    id: "RetryPolicy",
    description: "`attempts` include the first; jitter is ± this share.",
  });

/** `config.rate_limit`, in requests and answers. */
export const rateLimit = strict({
  per_second: z
    .number()
    .min(LEAST_PER_SECOND)
    .max(MOST_PER_SECOND)
    .meta({ examples: [10, 0.5] }),
}).meta({
  description:
    "At most so many requests a second, over all functions; what comes faster waits, and that is no attempt of its schedule. Without it the default of the installation holds: mostly none.",
});
