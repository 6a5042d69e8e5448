import * as z from "zod";

import { timeOut, timeText } from "../http/fields.ts";
import type { Stretch } from "./domain/survey.ts";
import type { StatusClass, Tally } from "./domain/tally.ts";
import type { WebhookStatistics } from "./webhook-statistics.ts";

const count = z.number();
const counts = z.record(z.string(), count);
const percentiles = z
  .object({ p50: z.number(), p90: z.number(), p99: z.number() })
  .nullable()
  .meta({ description: "Milliseconds; null where there is nothing to measure." });

/** What became of a webhook's deliveries, in an answer. */
export const statisticsOut = z
  .object({
    since: timeOut,
    until: timeOut,
    approximate: z.boolean().meta({
      description:
        "Whether the counts are estimates from `records_read` deliveries. A share p of these is right within 2 × √(p (1 − p) / records_read) 19 times in 20.",
    }),
    records_read: count,
    delivery_count: count.meta({ description: "Those whose first attempt has ended." }),
    outcomes: z.object({
      delivered: count,
      delivered_at_first_attempt: count.meta({ description: "Of those delivered." }),
      queued: count.meta({ description: "Waiting for an attempt of the next minutes." }),
      parked: count.meta({ description: "Waiting for longer, or for their webhook." }),
      dropped: counts.meta({ description: "By drop_reason." }),
    }),
    last_answers: z
      .object({
        "2xx": count,
        "3xx": count,
        "4xx": count,
        "5xx": count,
        other: count,
        none: counts.meta({ description: "Without a whole answer: by what failed." }),
        unattempted: count,
      })
      .meta({ description: "Deliveries by the last answer that their receiver gave." }),
    accepted_to_delivered_ms: percentiles,
    attempt_count: count.meta({ description: "Of all these deliveries together." }),
    attempt_ms: percentiles,
    attempts_read: count.meta({
      description: "Attempts that attempt_ms was measured at; an estimate where they are fewer.",
    }),
  })
  .meta({ id: "WebhookStatistics" });

/** Statistics as they are shown: estimates rounded, and their sum made of them. */
export function showStatistics(
  { fromMs, toMs }: Stretch,
  statistics: WebhookStatistics,
): z.output<typeof statisticsOut> {
  const delivered = Math.round(statistics.delivered);
  const queued = Math.round(statistics.queued);
  const parked = Math.round(statistics.parked);
  const dropped = rounded(statistics.dropped);
  return {
    since: timeText(fromMs),
    until: timeText(toMs + 1),
    approximate: statistics.isApproximate,
    records_read: statistics.recordsRead,
    delivery_count: [queued, parked, ...Object.values(dropped)].reduce(sum, delivered),
    outcomes: {
      delivered,
      delivered_at_first_attempt: Math.round(statistics.deliveredAtFirstAttempt),
      queued,
      parked,
      dropped,
    },
    last_answers: lastAnswers(statistics),
    accepted_to_delivered_ms: statistics.deliveredAfterMs ?? null,
    attempt_count: Math.round(statistics.attempts),
    attempt_ms: statistics.attemptMs ?? null,
    attempts_read: statistics.attemptsRead,
  };
}

function lastAnswers({ answers, failures, unattempted }: Tally) {
  const of = (status: StatusClass) => Math.round(answers.get(status) ?? 0);
  return {
    "2xx": of("2xx"),
    "3xx": of("3xx"),
    "4xx": of("4xx"),
    "5xx": of("5xx"),
    other: of("other"),
    none: rounded(failures),
    unattempted: Math.round(unattempted),
  };
}

function rounded(given: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...given].map(([name, number]) => [name, Math.round(number)]));
}

function sum(one: number, other: number): number {
  return one + other;
}
