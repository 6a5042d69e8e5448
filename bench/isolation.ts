/*
 * How a healthy receiver fares beside dead ones of another tenant, in virtual time, with the real
 * functions: `node bench/isolation.ts`. From the acceptance of an event to the end of its attempt:
 * alone, and beside 60 receivers that never answer and get 2 events a second each.
 */
import type { DeliverReport } from "../lambdas/deliver/ports.ts";
import type { Tenant } from "../lambdas/shared/domain/tenant.ts";
import { makeRandom } from "../local/virtual-aws/random.ts";
import { SAMPLE_TENANT, sampleEvents } from "../local/virtual-aws/sample-event.ts";
import { runVirtualCloud, START_MS } from "../local/virtual-aws/virtual-cloud.ts";
import { receiverOf } from "../local/virtual-aws/virtual-receiver.ts";

const DEAD_RECEIVERS = 60;
const DEAD_EVERY_MS = 500;
const HEALTHY_EVENTS = 201;
const HEALTHY_EVERY_MS = 100;
/** The dead ones are dead for so long when the healthy one begins. */
const WARM_UP_MS = 60_000;
/** What has not arrived so long after the last healthy event counts as not arrived. */
const PATIENCE_MS = 100_000;
const ANSWER_MS = 5;
const DEAD_TENANT: Tenant = { application: "dead", environment: "production" };
const HEALTHY_URL = "https://quick.example.com/hooks";
const END_MS = START_MS + WARM_UP_MS + HEALTHY_EVENTS * HEALTHY_EVERY_MS + PATIENCE_MS;

interface Situation {
  /** Deliver functions at once, ten requests each. */
  readonly functions: number;
  readonly isFair: boolean;
}

const SITUATIONS: readonly Situation[] = [4, 100].flatMap((functions) =>
  [false, true].map((isFair) => ({ functions, isFair })),
);

process.stdout.write(
  `${"slots".padEnd(8)}${"fair queue".padEnd(12)}${"alone".padEnd(26)}beside ${DEAD_RECEIVERS} dead receivers\n`,
);
for (const situation of SITUATIONS) {
  const alone = await measure(situation, false);
  const beside = await measure(situation, true);
  const slots = String(situation.functions * 10).padEnd(8);
  const fair = (situation.isFair ? "yes" : "no").padEnd(12);
  process.stdout.write(`${slots}${fair}${tell(alone).padEnd(26)}${tell(beside)}\n`);
}

/** How long each healthy delivery took that arrived, in milliseconds. */
async function measure({ functions, isFair }: Situation, besideDead: boolean): Promise<number[]> {
  const tookMs: number[] = [];
  const dice = makeRandom(1);
  const report: DeliverReport = {
    attempted() {},
    deferred() {},
    carried() {},
    committed({ application, status, acceptedAtMs }, nowMs) {
      if (application === SAMPLE_TENANT.application && status === "delivered") {
        tookMs.push(nowMs - acceptedAtMs);
      }
    },
  };
  const healthy = sampleEvents({
    count: HEALTHY_EVENTS,
    startMs: START_MS + WARM_UP_MS,
    atOnce: 1,
    everyMs: HEALTHY_EVERY_MS,
  });
  const up = receiverOf({ upFromMs: 0, downAnswer: 503, answerMs: ANSWER_MS, downBody: "" });
  const dead = receiverOf({
    upFromMs: Infinity,
    downAnswer: "timeout",
    answerMs: ANSWER_MS,
    downBody: "",
  });
  await runVirtualCloud({
    events: [...healthy, ...(besideDead ? deadEvents() : [])].toSorted(
      (one, other) => one.atMs - other.atMs,
    ),
    tenants: [
      { webhooks: [{ profile: "standard" }], endpoint: HEALTHY_URL },
      {
        tenant: DEAD_TENANT,
        webhooks: Array.from({ length: DEAD_RECEIVERS }, () => ({ profile: "standard" })),
      },
    ],
    receive: (request, startedAtMs) =>
      (request.url === HEALTHY_URL ? up : dead)(request, startedAtMs),
    gatherMs: 0,
    random: () => dice.next(),
    report,
    settings: { deliverConcurrency: functions },
    isFair,
    untilMs: END_MS,
  });
  return tookMs.toSorted((one, other) => one - other);
}

function deadEvents() {
  return sampleEvents({
    count: Math.floor((END_MS - START_MS) / DEAD_EVERY_MS) * DEAD_RECEIVERS,
    startMs: START_MS,
    tenant: DEAD_TENANT,
    webhooks: DEAD_RECEIVERS,
    atOnce: DEAD_RECEIVERS,
    everyMs: DEAD_EVERY_MS,
  });
}

function tell(tookMs: readonly number[]): string {
  if (tookMs.length === 0) return `0 of ${HEALTHY_EVENTS} arrived`;
  const quantile = (share: number) => tookMs[Math.ceil(tookMs.length * share) - 1] ?? 0;
  const arrived =
    tookMs.length === HEALTHY_EVENTS ? "" : `, ${tookMs.length} of ${HEALTHY_EVENTS} arrived`;
  return `p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms${arrived}`;
}
