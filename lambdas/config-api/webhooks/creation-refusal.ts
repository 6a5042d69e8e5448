import { MAX_WEBHOOKS_PER_TENANT } from "../../shared/domain/webhook.ts";
import { problem, type Problem } from "../../shared/runtime/problem.ts";

/** Why a hidden webhook could not be made. */
export function creationRefusal(creation: "no_tenant" | "limit_reached"): Problem {
  return creation === "no_tenant"
    ? problem("not-found", "The application has been deleted.")
    : problem(
        "limit-reached",
        `There are ${MAX_WEBHOOKS_PER_TENANT} webhooks, those of callback URLs included: delete one first.`,
      );
}
