import type { RingbackClient, Webhook } from "../../../client/client.ts";
import type { Answered } from "../../api/outcome.ts";
import { useAction } from "../../api/use-action.ts";
import type { WebhookForm } from "./state/form-state.ts";
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
 * Saves what differs between two forms, in one request or more.
 * @param onStored told what is stored after each: a later one may fail
 */
export function useChange(id: string, onStored: (webhook: Webhook) => void) {
  return useAction(
    async (client, before: WebhookForm, after: WebhookForm): Promise<Answered<Saved>> => {
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
