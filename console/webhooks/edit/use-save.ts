import { useRef } from "preact/hooks";

import type { RingbackClient, Webhook } from "../../../client/client.ts";
import type { Answered } from "../../api/outcome.ts";
import { ownProblem, type Problem } from "../../api/problems.ts";
import { useAction } from "../../api/use-action.ts";
import { clashingFields } from "./state/clashing-fields.ts";
import type { WebhookForm } from "./state/form-state.ts";
import { formOf } from "./state/read-form.ts";
import { type SaveStep, saveSteps } from "./state/save-steps.ts";
import { newWebhookOf } from "./state/write-document.ts";

/** What was saved: the webhook, with a secret that was made for it. */
export interface Saved {
  readonly webhook: Webhook;
  /** Shown once. */
  readonly secret: string | undefined;
}

/**
 * Creates webhooks.
 * @returns the action; a webhook that is to be disabled is so right after it was made
 */
export function useCreate() {
  return useAction(async (client, form: WebhookForm): Promise<Answered<Saved>> => {
    const made = await client.POST("/webhooks", { body: newWebhookOf(form) });
    const webhook = made.data;
    if (webhook === undefined || form.status !== "disabled") return savedIn(made);
    const paused = await runStep(client, webhook.id, { kind: "disable" });
    // It is made in any case: that it is not paused shows in its status.
    const shown = paused.data ?? webhook;
    return savedIn({ ...made, data: { ...webhook, status: shown.status } });
  });
}

/**
 * Saves what differs between two forms, in one request or more. Where somebody else has changed the
 * same fields meanwhile, that is told first: saving again overwrites them.
 * @param onStored told what is stored after each: a later one may fail
 */
export function useChange(id: string, onStored: (webhook: Webhook) => void) {
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
      let secret: string | undefined;
      let saved: Answered<Saved> | undefined;
      for (const step of saveSteps(before, after)) {
        const answer = await runStep(client, id, step);
        // A secret that was made is not lost by what fails after it: the status shows that.
        if (answer.data === undefined && secret !== undefined) break;
        if (answer.data === undefined) return { error: answer.error, response: answer.response };
        onStored(answer.data);
        saved = savedIn(answer);
        secret ??= saved.data?.secret;
      }
      if (saved?.data === undefined) throw new Error("there is nothing to save");
      return { response: saved.response, data: { ...saved.data, secret } };
    },
  );
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

function savedIn({ data, error, response }: Answered<Webhook>): Answered<Saved> {
  if (data === undefined) return { error, response };
  return { response, data: { webhook: data, secret: data.config.signature.secret } };
}

function runStep(client: RingbackClient, id: string, step: SaveStep): Promise<Answered<Webhook>> {
  const params = { path: { id } };
  switch (step.kind) {
    case "patch":
      return client.PATCH("/webhooks/{id}", { params, body: step.patch });
    case "enable":
      return client.POST("/webhooks/{id}/enable", { params });
    case "disable":
      return client.POST("/webhooks/{id}/disable", { params });
  }
}
