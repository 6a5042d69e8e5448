import { NoAnswer } from "./patient-fetch.ts";
import { networkProblem, ownProblem, type Problem } from "./problems.ts";

/** What a call of the client comes to. */
export interface Answered<T> {
  readonly data?: T | undefined;
  readonly error?: Problem | undefined;
  readonly response: Response;
}

/** A value, or the problem: no exception is left. */
export type Outcome<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "gone" };

/**
 * Makes a value of a call.
 * @param signal of whoever asks: "gone" once it has ended
 */
export async function outcomeOf<T>(
  call: () => Promise<Answered<T>>,
  signal?: AbortSignal,
): Promise<Outcome<T>> {
  const outcome = await settled(call);
  return signal?.aborted === true ? { kind: "gone" } : outcome;
}

async function settled<T>(call: () => Promise<Answered<T>>): Promise<Outcome<T>> {
  try {
    const { data, error, response } = await call();
    if (error !== undefined || !response.ok) {
      return { kind: "problem", problem: error ?? statusProblem(response) };
    }
    return { kind: "value", value: data as T };
  } catch (error) {
    return {
      kind: "problem",
      problem: error instanceof NoAnswer ? networkProblem() : ownProblem(error),
    };
  }
}

function statusProblem({ status }: Response): Problem {
  return { ...networkProblem(), title: `Status ${status}`, detail: "", status };
}
