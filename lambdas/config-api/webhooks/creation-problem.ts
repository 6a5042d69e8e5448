import { MAX_CALLBACK_ORIGINS_PER_TENANT } from "../../shared/domain/callback-webhook.ts";
import { MAX_WEBHOOKS_PER_TENANT } from "../../shared/domain/webhook.ts";
import { problem, type Problem } from "../http/problem.ts";

/** What is full, and how to make room, by the quota that a webhook counts in. */
const FULL = {
  webhooks: `There are ${MAX_WEBHOOKS_PER_TENANT} webhooks: delete one first. GET /webhooks lists them; those that an earlier version made for callback URLs count as well, and are listed by GET /webhooks?hidden=true.`,
  callbacks: `Callback URLs have ${MAX_CALLBACK_ORIGINS_PER_TENANT} origins already: delete one that is not needed any more (GET /webhooks?hidden=true, DELETE /webhooks/{id}), or wait until the first of them ends.`,
} as const;

/** Why a webhook could not be made. */
export function creationProblem(
  creation: "no_tenant" | "limit_reached",
  quota: keyof typeof FULL,
): Problem {
  return creation === "no_tenant"
    ? problem("not-found", "The application has been deleted.")
    : problem("limit-reached", FULL[quota]);
}
