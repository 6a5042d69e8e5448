import { useRef } from "preact/hooks";

import type { RingbackClient, Webhook } from "../../../client/client.ts";
import { type Answered, type Outcome, outcomeOf } from "../../api/outcome.ts";
import { networkProblem, ownProblem, type Problem } from "../../api/problems.ts";
import { useAction } from "../../api/use-action.ts";
import { runStep } from "./run-step.ts";
import { clashingFields } from "./state/clashing-fields.ts";
import type { WebhookForm } from "./state/form-state.ts";
import { formOf } from "./state/read-form.ts";
import { saveSteps, type StatusStep } from "./state/save-steps.ts";
import { newWebhookOf } from "./state/write-document.ts";

/** What was saved: the webhook, with a secret that was made for it. */
export interface Saved {
  readonly webhook: Webhook;
  /** Shown once. */
  readonly secret: string | undefined;
  /** What came last and failed: the status that was wanted too. */
  readonly unsaved?: { readonly step: StatusStep; readonly problem: Problem } | undefined;
}

/**
 * Creates webhooks.
 * @returns the action; a webhook that is to be disabled is so right after it was made
 */
export function useCreate() {
  return useAction(async (client, form: WebhookForm): Promise<Answered<Saved>> => {
    const made = await client.POST("/webhooks", { body: newWebhookOf(form) });
    if (made.data === undefined) return { error: made.error, response: made.response };
    const saved = savedIn(made.data);
    if (form.status !== "disabled") return { response: made.response, data: saved };
    return { response: made.response, data: await withStatus(client, saved, { kind: "disable" }) };
  });
}

/**
 * Saves what differs between two forms, in one request or two. Where somebody else has changed the
 * same fields meanwhile, that is told first: saving again overwrites them.
 * @param onDisabled told once the status is saved, before the rest is, which may fail
 */
export function useChange(id: string, onDisabled: () => void) {
  const told = useRef<string>();
  return useAction(
    async (client, before: WebhookForm, after: WebhookForm): Promise<Answered<Saved>> => {
      const latest = await client.GET("/webhooks/{id}", { params: { path: { id } } });
      if (latest.data === undefined) return { error: latest.error, response: latest.response };
      const clashing = clashingFields(before, formOf(latest.data), after);
      if (clashing.length > 0 && told.current !== latest.data.modified_at) {
        told.current = latest.data.modified_at;
        return { error: changedMeanwhile(clashing), response: latest.response };
      }
      const [first, second] = saveSteps(before, after);
      if (first === undefined) throw new Error("there is nothing to save");
      const { data, error, response } = await runStep(client, id, first);
      if (data === undefined) return { error, response };
      if (second === undefined) return { response, data: savedIn(data) };
      if (second.kind !== "patch") {
        return { response, data: await withStatus(client, savedIn(data), second) };
      }
      onDisabled();
      const rest = await outcomeOf(() => runStep(client, id, second));
      return rest.kind === "value"
        ? { response, data: savedIn(rest.value) }
        : { response, error: onlyDisabled(problemIn(rest)) };
    },
  );
}

/** Gives what was saved its status; where that fails, what was saved stands. */
async function withStatus(client: RingbackClient, saved: Saved, step: StatusStep): Promise<Saved> {
  const outcome = await outcomeOf(() => runStep(client, saved.webhook.id, step));
  return outcome.kind === "value"
    ? { ...saved, webhook: { ...saved.webhook, status: outcome.value.status } }
    : { ...saved, unsaved: { step, problem: problemIn(outcome) } };
}

function changedMeanwhile(fields: readonly string[]): Problem {
  const message = "was changed meanwhile by somebody else";
  const hint = "save again to overwrite that, or cancel to see it";
  return {
    ...ownProblem(undefined),
    title: "Somebody else changed the same",
    detail: "",
    errors: fields.map((field) => ({ field, message, hint })),
  };
}

/** What failed may have been done all the same: its answer may be what was lost. */
function onlyDisabled(problem: Problem): Problem {
  return { ...problem, title: `It is disabled, but the rest may not be saved: ${problem.title}` };
}

function problemIn(outcome: Exclude<Outcome<unknown>, { kind: "value" }>): Problem {
  return outcome.kind === "problem" ? outcome.problem : networkProblem();
}

function savedIn(webhook: Webhook): Saved {
  return { webhook, secret: webhook.config.signature.secret };
}
