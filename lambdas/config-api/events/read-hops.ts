import * as z from "zod";

import { HOPS_HEADER, MAX_HOPS } from "../../shared/domain/hops.ts";
import { fieldProblem, problem, type Problem } from "../http/problem.ts";

const WHOLE_NUMBER = /^\d+$/u;

/** The header, for the documentation. */
export const hopsHeader = z
  .string()
  .regex(WHOLE_NUMBER)
  .optional()
  .meta({
    description: `Of a receiver that publishes because of a delivery: that delivery's ${HOPS_HEADER}, as it came. More than ${MAX_HOPS} is a ring of receivers, and 508.`,
  });

/** Reads how many deliveries in a row brought an event about; without the header none did. */
export function readHops(
  text: string | undefined,
): Problem | { readonly kind: "hops"; readonly hops: number } {
  if (text === undefined) return { kind: "hops", hops: 0 };
  if (!WHOLE_NUMBER.test(text)) {
    const hint = `give back ${HOPS_HEADER} of the delivery as it came, once, or leave it out`;
    return fieldProblem(HOPS_HEADER, "is not a whole number", hint);
  }
  const hops = Number(text);
  return hops <= MAX_HOPS
    ? { kind: "hops", hops }
    : problem(
        "loop-detected",
        `Each of more than ${MAX_HOPS} deliveries in a row brought about the next event: receivers publish in a ring.`,
      );
}
