import type { WebhookStatistics } from "../../../client/client.ts";
import { failureText } from "../../deliveries/words.ts";
import { counted } from "../list/success-share.ts";

/** A share of a count: `98.2 %`. */
export function shareWords(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((1000 * part) / whole) / 10} %`;
}

/** Deliveries by what their receiver answered last, the most first: `1,204 of 2xx, 3 timeouts`. */
export function answersWords({ last_answers: answers }: WebhookStatistics): string {
  const { none, unattempted, other, ...classes } = answers;
  const counts: (readonly [count: number, of: string])[] = [
    ...Object.entries(classes).map(([name, count]) => [count, name] as const),
    [other, "other statuses"],
    ...Object.entries(none).map(([code, count]) => [count, failureText(code)] as const),
    [unattempted, "not attempted"],
  ];
  const words = counts
    .filter(([count]) => count > 0)
    .toSorted(([one], [another]) => another - one)
    .map(([count, of]) => `${counted(count)} × ${of}`);
  return words.length === 0 ? "none" : words.join(", ");
}
