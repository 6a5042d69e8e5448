import { INK, svgPicture, svgText } from "../../tools/simulate/show/svg.ts";
import type { Recovery } from "./recovery-run.ts";

/** One way to come back, and what it looked like. */
export interface Drawn {
  readonly name: string;
  readonly colour: string;
  readonly recovery: Recovery;
  /** Requests a second that must not be crossed. */
  readonly rateLimit?: number;
}

/** Told apart by those who see no red and green, too (Okabe and Ito). */
export const COLOURS = { atOnce: "#d55e00", paced: "#0072b2", limited: "#009e73" };

/** Sizes in pixels. */
const WIDTH = 860;
const HEIGHT = 460;
const BOX = { left: 70, right: 840, top: 50, bottom: 380 };
/** Of the logarithmic scale: none lies at its lower end. */
const LEAST = 0.5;
const MOST = 10_000;
const EVERY_SECONDS = 30;

/** A picture of the requests that a receiver gets, second by second, since it is back. */
export function drawRecovery(lines: readonly Drawn[], seconds: number, detail: string): string {
  const title = "Requests a second to a receiver that comes back";
  const xOf = (second: number) => BOX.left + (second / seconds) * (BOX.right - BOX.left);
  const rates = [1, 10, 100, 1000, MOST].flatMap((rate) => [
    `<line x1="${BOX.left}" x2="${BOX.right}" y1="${yOf(rate)}" y2="${yOf(rate)}" stroke="${INK.line}"/>`,
    svgText(BOX.left - 8, yOf(rate) + 4, String(rate), 'text-anchor="end"'),
  ]);
  const times = Array.from({ length: Math.floor(seconds / EVERY_SECONDS) + 1 }, (_, place) =>
    svgText(
      Math.round(xOf(place * EVERY_SECONDS)),
      BOX.bottom + 20,
      `${place * EVERY_SECONDS} s`,
      'text-anchor="middle"',
    ),
  );
  return svgPicture({ width: WIDTH, height: HEIGHT, title, detail }, [
    svgText(16, 26, title, 'font-size="16"'),
    ...rates,
    ...times,
    ...lines.flatMap((line, index) => drawLine(line, index, seconds, xOf)),
  ]);
}

/** All requests as a line, those for new events as a dotted one, and the limit. */
function drawLine(
  { name, colour, recovery, rateLimit }: Drawn,
  index: number,
  seconds: number,
  xOf: (second: number) => number,
): string[] {
  const shown = recovery.seconds.slice(0, seconds);
  const pathOf = (rates: readonly number[]) =>
    rates
      .map((rate, second) => `${second === 0 ? "M" : "L"}${xOf(second).toFixed(1)} ${yOf(rate)}`)
      .join("");
  const drawn = (rates: readonly number[], more: string) =>
    `<path d="${pathOf(rates)}" fill="none" stroke="${colour}" ${more}/>`;
  const legend = BOX.left + index * 250;
  return [
    drawn(
      shown.map((second) => second.old + second.new),
      'stroke-width="2"',
    ),
    drawn(
      shown.map((second) => second.new),
      'stroke-width="1" stroke-dasharray="2 2"',
    ),
    ...(rateLimit === undefined
      ? []
      : [
          `<line x1="${BOX.left}" x2="${BOX.right}" y1="${yOf(rateLimit)}" y2="${yOf(rateLimit)}" stroke="${colour}" stroke-dasharray="8 4"/>`,
        ]),
    `<rect x="${legend}" y="${HEIGHT - 42}" width="12" height="12" fill="${colour}"/>`,
    svgText(legend + 18, HEIGHT - 32, name),
    ...(index === 0
      ? [svgText(BOX.left, HEIGHT - 12, "whole: all requests · dotted: those for new events")]
      : []),
  ];
}

function yOf(rate: number): number {
  const share = Math.log(Math.max(rate, LEAST) / LEAST) / Math.log(MOST / LEAST);
  return Math.round(BOX.bottom - share * (BOX.bottom - BOX.top));
}
