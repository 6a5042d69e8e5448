import { INK, svgPicture, svgText } from "../../tools/simulate/show/svg.ts";
import type { Figures } from "./isolation-figures.ts";

/** The same situation with one pool, and as built. */
export interface Compared {
  readonly name: string;
  readonly onePool: Figures;
  readonly asBuilt: Figures;
}

/** Sizes in pixels. */
const WIDTH = 860;
const LEFT = 250;
const RIGHT = 190;
const HEAD = 62;
const ROW = 40;
const BAR = 13;
const FOOT = 36;
/** Right end of the logarithmic scale: a delivery that takes 300 s instead of 33 ms. */
const MOST_RATIO = 10_000;

/** Told apart by those who see no red and green, too (Okabe and Ito). */
const COLOURS = { onePool: "#d55e00", asBuilt: "#0072b2" };

/** A picture of how much later a healthy webhook's deliveries are, by situation. */
export function drawIsolation(rows: readonly Compared[], detail: string): string {
  const height = HEAD + ROW * rows.length + FOOT;
  const title = "A healthy webhook beside receivers that hang: p99 ÷ p99 alone";
  const bottom = HEAD + ROW * rows.length;
  const ticks = [1, 10, 100, 1000, MOST_RATIO].flatMap((ratio) => {
    const x = xOf(ratio);
    return [
      `<line x1="${x}" x2="${x}" y1="${HEAD - 8}" y2="${bottom}" stroke="${INK.line}"/>`,
      svgText(x, HEAD - 12, `${ratio}×`, 'text-anchor="middle"'),
    ];
  });
  return svgPicture({ width: WIDTH, height, title, detail }, [
    svgText(16, 24, title, 'font-size="16"'),
    ...ticks,
    ...rows.flatMap((row, index) => drawRow(row, HEAD + ROW * index)),
    ...drawLegend(height - 14),
  ]);
}

function drawRow({ name, onePool, asBuilt }: Compared, top: number): string[] {
  return [
    svgText(LEFT - 12, top + 20, name, 'text-anchor="end"'),
    ...drawBar(onePool, top + 3, COLOURS.onePool),
    ...drawBar(asBuilt, top + 4 + BAR, COLOURS.asBuilt),
  ];
}

function drawBar({ ratio = MOST_RATIO, arrived, of }: Figures, top: number, fill: string) {
  const x = xOf(Math.max(1, ratio));
  const told =
    arrived === of ? `${ratio.toFixed(ratio < 10 ? 2 : 0)}×` : `${arrived} of ${of} arrived`;
  return [
    `<rect x="${LEFT}" y="${top}" width="${Math.max(2, x - LEFT)}" height="${BAR}" fill="${fill}"/>`,
    svgText(Math.max(LEFT + 2, x) + 6, top + BAR - 2, told),
  ];
}

function drawLegend(y: number): string[] {
  return (["onePool", "asBuilt"] as const).flatMap((name, index) => {
    const x = LEFT + index * 120;
    const label = name === "onePool" ? "one pool" : "three pools";
    return [
      `<rect x="${x}" y="${y - 10}" width="12" height="12" fill="${COLOURS[name]}"/>`,
      svgText(x + 18, y, label),
    ];
  });
}

function xOf(ratio: number): number {
  const share = Math.log(Math.min(ratio, MOST_RATIO)) / Math.log(MOST_RATIO);
  return Math.round(LEFT + share * (WIDTH - LEFT - RIGHT));
}
