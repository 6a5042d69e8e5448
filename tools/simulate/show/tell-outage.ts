import type { RetryPolicy } from "../../../lambdas/shared/domain/retry-policy.ts";
import { showDuration } from "../duration.ts";
import type { Outage, SimulatedDelivery } from "../simulate-outage.ts";
import { plotOutage } from "./plot-outage.ts";

/** An outage for a terminal: each attempt of the first delivery, a plot, and what the lane did. */
export function tellOutage(outage: Outage): string {
  const [first] = outage.deliveries;
  return [
    ...head(outage),
    "",
    ...(first === undefined ? [] : attempts(first)),
    "",
    ...ends(outage),
    "",
    ...plotOutage(outage),
    "",
    ...lane(outage),
    "",
  ].join("\n");
}

function head({ plan, policy }: Outage): string[] {
  const { profile, downMs, answer, deliveries, seed } = plan;
  const isOwn = plan.policy === undefined;
  const saying = answer === "timeout" ? "does not answer in time" : `answers ${answer}`;
  return [
    `${isOwn ? `profile ${profile}` : "policy as given"}: ${showPolicy(policy)}`,
    `receiver down ${showDown(downMs)}: it ${saying}`,
    `${deliveries} ${deliveries === 1 ? "delivery" : "deliveries, accepted at the same moment"}, seed ${seed}`,
  ];
}

/** `for 36 h`, `for ever`. */
export function showDown(downMs: number): string {
  return downMs === Infinity ? "for ever" : `for ${showDuration(downMs)}`;
}

/** A policy in a line: `55 attempts, 1 s doubling to 4 h, ± 25 %`. */
export function showPolicy(policy: RetryPolicy): string {
  if (policy.kind === "fixed") {
    return `${policy.attempts} attempts, ${showSeconds(policy.intervalSeconds)} apart`;
  }
  const { attempts: count, initialSeconds, factor, capSeconds, jitter } = policy;
  const growth = factor === 2 ? "doubling" : `times ${factor}`;
  const around = jitter === 0 ? "" : `, ± ${(jitter * 100).toFixed(0)} %`;
  return `${count} attempts, ${showSeconds(initialSeconds)} ${growth} to ${showSeconds(capSeconds)}${around}`;
}

function showSeconds(seconds: number): string {
  return showDuration(seconds * 1000).replace(/\.0 s$/u, " s");
}

function attempts({ attempts: all }: SimulatedDelivery): string[] {
  return [
    "    # after acceptance   answer   then",
    ...all.map(({ number, atMs, endMs, outcome, wait }) =>
      [
        String(number).padStart(5),
        showDuration(atMs).padEnd(18),
        outcome.padEnd(8),
        wait === undefined ? "" : `${wait.kind.padEnd(6)}${showDuration(wait.untilMs - endMs)}`,
      ]
        .join(" ")
        .trimEnd(),
    ),
  ];
}

function ends({ plan, deliveries, notices }: Outage): string[] {
  const delivered = deliveries.filter(({ end }) => end.kind === "delivered");
  const lines: string[] = [];
  if (delivered.length > 0) {
    const late = delivered
      .map(({ end }) => Math.max(0, end.atMs - plan.downMs))
      .toSorted((a, b) => a - b);
    const counts = delivered.map(({ attempts: all }) => all.length).toSorted((a, b) => a - b);
    const back = plan.downMs === 0 ? "acceptance" : "the receiver came back";
    lines.push(
      `delivered: ${delivered.length}, ${spread(late, showDuration)} after ${back}, with attempt ${spread(counts, String)}`,
    );
  }
  const dropped = deliveries.filter(({ end }) => end.kind === "dropped");
  if (dropped.length > 0) {
    const times = dropped.map(({ end }) => end.atMs).toSorted((a, b) => a - b);
    const reasons = new Set(dropped.map(({ end }) => (end.kind === "dropped" ? end.reason : "")));
    lines.push(
      `dropped: ${dropped.length} (${[...reasons].join(", ")}), ${spread(times, showDuration)} after acceptance; ${notices} in the dropped queue`,
    );
  }
  return lines;
}

/** `3 min` when all are the same, else `1 min … 5 min (median 3 min)`. */
function spread<Value>(sorted: readonly Value[], show: (value: Value) => string): string {
  const [least, middle, most] = [0, sorted.length >> 1, sorted.length - 1].map((index) => {
    const value = sorted[index];
    return value === undefined ? "" : show(value);
  });
  return least === most ? `${least}` : `${least} … ${most} (median ${middle})`;
}

function lane({ lanes }: Outage): string[] {
  if (lanes.length === 0) return ["lane: never needed"];
  const wakes = lanes.reduce((sum, { wakesMs }) => sum + wakesMs.length, 0);
  const transitions = lanes.reduce((sum, one) => sum + one.transitions, 0);
  return [
    `lane: ${lanes.length} ${lanes.length === 1 ? "execution" : "executions"}, ${wakes} wakes, ${transitions} state transitions`,
  ];
}
