import { outcomeOf } from "../../api/outcome.ts";
import { networkProblem, type Problem } from "../../api/problems.ts";
import { makePatientClient } from "../session-client.ts";
import type { Access } from "../session.ts";
import { accessOf, getCaller } from "./access-of.ts";

/** Asks the API whose key this is, patiently. @returns the access, or the problem */
export async function whoCalls(baseUrl: string, token: string): Promise<Access | Problem> {
  const client = makePatientClient({
    baseUrl,
    token: () => token,
    whose: () => token,
    signInAgain: async () => false,
  });
  const outcome = await outcomeOf(async () => await getCaller(client));
  if (outcome.kind === "value") return accessOf(outcome.value, token);
  return outcome.kind === "problem" ? outcome.problem : networkProblem();
}
