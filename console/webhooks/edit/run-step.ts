import type { RingbackClient, Webhook } from "../../../client/client.ts";
import type { Answered } from "../../api/outcome.ts";
import type { SaveStep } from "./state/save-steps.ts";

/** Asks the API for a step of saving. */
export function runStep(
  client: RingbackClient,
  id: string,
  step: SaveStep,
): Promise<Answered<Webhook>> {
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
