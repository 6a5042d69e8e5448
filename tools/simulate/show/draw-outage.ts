import { showDuration } from "../duration.ts";
import type { Outage, SimulatedDelivery, WaitKind } from "../simulate-outage.ts";
import { endOf, shownDeliveries } from "./shown-deliveries.ts";
import { INK, svgPicture } from "./svg.ts";
import { showDown, showPolicy } from "./tell-outage.ts";
import { linearScale, logarithmicScale, type TimeScale } from "./time-scale.ts";

/** Sizes in pixels. */
const WIDTH = 960;
const LEFT = 64;
const RIGHT = 24;
const ROW = 24;
const PANEL_HEAD = 44;
const PANEL_GAP = 16;
const HEAD = 56;
const FOOT = 40;
/** Deliveries that are drawn. */
const MOST_ROWS = 8;

/** Told apart by those who see no red and green, too (Okabe and Ito). */
const COLOURS = {
  hold: "#e69f00",
  delay: "#56b4e9",
  park: "#0072b2",
  delivered: "#009e73",
  dropped: "#d55e00",
  down: "#f6e3e3",
  lane: "#999999",
  faint: "#666666",
  ...INK,
} as const;

const WAIT_KINDS: readonly WaitKind[] = ["hold", "delay", "park"];

/** An outage as an SVG picture: the same deliveries on a logarithmic and on a linear time line. */
export function drawOutage(outage: Outage): string {
  const rows = shownDeliveries(outage.deliveries, MOST_ROWS);
  const endMs = endOf(outage);
  const panelHeight = PANEL_HEAD + ROW * (rows.length + 1);
  const height = HEAD + 2 * panelHeight + PANEL_GAP + FOOT;
  const title = titleOf(outage);
  const detail = detailOf(outage);
  const parts = [
    text(16, 26, title, COLOURS.text, 'font-size="16"'),
    text(16, 44, detail, COLOURS.faint),
    ...panel(outage, rows, "logarithmic", logarithmicScale(endMs), HEAD),
    ...panel(outage, rows, "linear", linearScale(endMs), HEAD + panelHeight + PANEL_GAP),
    ...legend(height - FOOT / 2),
  ].filter((part) => part !== "");
  return svgPicture({ width: WIDTH, height, title, detail }, parts);
}

function titleOf({ plan, policy }: Outage): string {
  const name = plan.policy === undefined ? plan.profile : "policy";
  return `${name}: ${showPolicy(policy)}; receiver down ${showDown(plan.downMs)}`;
}

function detailOf({ deliveries, lanes }: Outage): string {
  const delivered = deliveries.filter(({ end }) => end.kind === "delivered").length;
  const attempts = deliveries.map(({ attempts: all }) => all.length);
  const wakes = lanes.reduce((sum, { wakesMs }) => sum + wakesMs.length, 0);
  const [fewest, most] = [Math.min(...attempts), Math.max(...attempts)];
  const ends = `${delivered} delivered, ${deliveries.length - delivered} dropped`;
  const counts = fewest === most ? `${most}` : `${fewest} to ${most}`;
  return `${ends}, after ${counts} attempts; the lane woke ${wakes} times`;
}

function panel(
  outage: Outage,
  rows: readonly SimulatedDelivery[],
  name: string,
  scale: TimeScale,
  top: number,
): string[] {
  const x = (timeMs: number): number => LEFT + scale.at(timeMs) * (WIDTH - LEFT - RIGHT);
  const first = top + PANEL_HEAD;
  const bottom = first + ROW * (rows.length + 1);
  const downMs = Math.min(outage.plan.downMs, endOf(outage));
  return [
    rect(x(0), first - 8, x(downMs) - x(0), bottom - first + 8, COLOURS.down),
    text(LEFT, top + 14, `${name} time since acceptance`, COLOURS.faint),
    ...ticks(scale, x, first - 8, bottom),
    ...rows.flatMap((delivery, index) =>
      deliveryRow(delivery, index, x, first + ROW * index + ROW / 2),
    ),
    ...laneRow(outage, x, first + ROW * rows.length + ROW / 2),
  ];
}

/** Labels that would lie on the one before are left out. */
function ticks(
  scale: TimeScale,
  x: (timeMs: number) => number,
  top: number,
  bottom: number,
): string[] {
  let free = 0;
  return scale.ticks.flatMap(({ timeMs, label }) => {
    const at = x(timeMs);
    const line = `<line x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${top}" y2="${bottom}" stroke="${COLOURS.line}"/>`;
    if (at < free) return [line];
    free = at + 8 * label.length;
    return [line, text(at, top - 4, label, COLOURS.faint, 'text-anchor="middle" font-size="11"')];
  });
}

function deliveryRow(
  { attempts, end }: SimulatedDelivery,
  index: number,
  x: (timeMs: number) => number,
  y: number,
): string[] {
  const waits = WAIT_KINDS.map((kind) => {
    const bars = attempts.flatMap(({ endMs, wait }) =>
      wait?.kind === kind ? [bar(x(endMs), x(wait.untilMs), y)] : [],
    );
    return path(bars, COLOURS[kind], 8);
  });
  const dots = attempts.map(({ atMs }) => bar(x(atMs), x(atMs), y));
  return [
    text(LEFT - 12, y + 4, `#${index + 1}`, COLOURS.text, 'text-anchor="end"'),
    ...waits,
    path(dots, COLOURS.text, 5, 'stroke-linecap="round"'),
    `<circle cx="${x(end.atMs).toFixed(1)}" cy="${y}" r="6" fill="${COLOURS[end.kind]}"><title>${end.kind} after ${showDuration(end.atMs)}</title></circle>`,
  ];
}

function laneRow({ lanes }: Outage, x: (timeMs: number) => number, y: number): string[] {
  if (lanes.length === 0) return [];
  return [
    text(LEFT - 12, y + 4, "lane", COLOURS.text, 'text-anchor="end"'),
    path(
      lanes.map(({ startMs, endMs }) => bar(x(startMs), x(endMs), y)),
      COLOURS.lane,
      4,
    ),
  ];
}

function legend(y: number): string[] {
  const names = {
    hold: "hold, up to 8 s",
    delay: "delay, up to 15 min",
    park: "park, longer",
  } as const;
  return [
    ...WAIT_KINDS.flatMap((kind, index) => [
      rect(LEFT + index * 170, y - 4, 24, 8, COLOURS[kind]),
      text(LEFT + index * 170 + 30, y + 4, names[kind], COLOURS.text),
    ]),
    ...(["delivered", "dropped"] as const).flatMap((kind, index) => [
      `<circle cx="${LEFT + 500 + index * 100}" cy="${y}" r="6" fill="${COLOURS[kind]}"/>`,
      text(LEFT + 512 + index * 100, y + 4, kind, COLOURS.text),
    ]),
    rect(LEFT + 700, y - 6, 24, 12, COLOURS.down),
    text(LEFT + 730, y + 4, "receiver down", COLOURS.text),
  ];
}

/** A horizontal line, as a piece of a path. */
function bar(fromX: number, toX: number, y: number): string {
  return `M${fromX.toFixed(1)} ${y}H${toX.toFixed(1)}`;
}

function path(pieces: readonly string[], stroke: string, width: number, more = ""): string {
  return pieces.length === 0
    ? ""
    : `<path d="${pieces.join("")}" stroke="${stroke}" stroke-width="${width}"${more === "" ? "" : ` ${more}`}/>`;
}

function rect(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${height}" fill="${fill}"/>`;
}

function text(x: number, y: number, content: string, fill: string, more = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y}" fill="${fill}"${more === "" ? "" : ` ${more}`}>${content}</text>`;
}
