import type { WebhookStatistics } from "../../../client/client.ts";

/** What became of a webhook's deliveries, in short. */
export interface SuccessShare {
  /** `98.2 %`; a dash where nothing has ended. */
  readonly word: string;
  /** `of 1,204 that ended`, or why there is no share. */
  readonly of: string;
  /** A share below this is told as trouble. */
  readonly isLow: boolean;
}

/** Below it more than one of twenty deliveries is given up. */
const LOW_PERCENT = 95;

/** The share of delivered ones among the deliveries that have ended: delivered or dropped. */
export function successShare({ outcomes, approximate }: WebhookStatistics): SuccessShare {
  const dropped = Object.values(outcomes.dropped).reduce((sum, count) => sum + count, 0);
  const ended = outcomes.delivered + dropped;
  const waiting = outcomes.queued + outcomes.parked;
  if (ended === 0) {
    const of = waiting === 0 ? "no deliveries" : `${counted(waiting)} waiting`;
    return { word: "–", of, isLow: false };
  }
  const percent = (100 * outcomes.delivered) / ended;
  // 99.96 % is not all of them, and 0.02 % is not none.
  const shown =
    percent > 99.9 && percent < 100 ? 99.9 : percent < 0.1 && percent > 0 ? 0.1 : percent;
  const about = approximate ? "about " : "";
  const besides = waiting === 0 ? "" : `, ${counted(waiting)} waiting`;
  return {
    word: `${Math.round(shown * 10) / 10} %`,
    of: `of ${about}${counted(ended)}${besides}`,
    isLow: percent < LOW_PERCENT,
  };
}

/** A count with its thousands apart. */
export function counted(count: number): string {
  return count.toLocaleString("en");
}
