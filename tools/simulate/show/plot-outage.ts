import type { Outage, SimulatedDelivery, WaitKind } from "../simulate-outage.ts";
import { endOf, shownDeliveries } from "./shown-deliveries.ts";
import { logarithmicScale, type TimeScale } from "./time-scale.ts";

/** Columns of the time line. */
const WIDTH = 96;
const LABEL_WIDTH = 8;
/** Deliveries that are plotted. */
const MOST_ROWS = 5;

const WAIT_SIGNS: Readonly<Record<WaitKind, string>> = { hold: "·", delay: "─", park: "═" };

/** An outage as lines of text, on a logarithmic time line. */
export function plotOutage(outage: Outage): string[] {
  const scale = logarithmicScale(endOf(outage));
  const { downMs } = outage.plan;
  const down = row();
  fill(down, scale, 0, Math.min(downMs, endOf(outage)), "▒");
  const lane = row();
  for (const { startMs, endMs } of outage.lanes) fill(lane, scale, startMs, endMs, "▁");
  return [
    label("", ticks(scale)),
    label("down", down),
    ...shownDeliveries(outage.deliveries, MOST_ROWS).map((delivery, index) =>
      label(`#${index + 1}`, deliveryRow(delivery, scale)),
    ),
    ...(outage.lanes.length === 0 ? [] : [label("lane", lane)]),
    label("", [
      "● attempt  ✔ delivered  ✖ dropped  · hold  ─ delay  ═ park  ▁ lane runs  ▒ receiver down",
    ]),
  ];
}

function deliveryRow({ attempts, end }: SimulatedDelivery, scale: TimeScale): string[] {
  const cells = row();
  for (const { endMs, wait } of attempts) {
    if (wait !== undefined) fill(cells, scale, endMs, wait.untilMs, WAIT_SIGNS[wait.kind]);
  }
  for (const { atMs } of attempts) cells[column(scale, atMs)] = "●";
  cells[column(scale, end.atMs)] = end.kind === "delivered" ? "✔" : "✖";
  return cells;
}

function ticks(scale: TimeScale): string[] {
  const cells = row();
  for (const { timeMs, label: text } of scale.ticks) {
    const from = Math.min(column(scale, timeMs), WIDTH - text.length);
    for (const [index, sign] of text.split("").entries()) cells[from + index] = sign;
  }
  return cells;
}

function row(): string[] {
  return Array.from({ length: WIDTH }, () => " ");
}

function column(scale: TimeScale, timeMs: number): number {
  return Math.min(WIDTH - 1, Math.floor(scale.at(timeMs) * (WIDTH - 1)));
}

function fill(cells: string[], scale: TimeScale, fromMs: number, toMs: number, sign: string): void {
  cells.fill(sign, column(scale, fromMs), column(scale, toMs) + 1);
}

function label(name: string, cells: readonly string[]): string {
  return `${name.padEnd(LABEL_WIDTH)}${cells.join("")}`.trimEnd();
}
