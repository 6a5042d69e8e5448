import { describe, expect, test } from "vitest";

import { ROLES } from "../../lambdas/config-api/api-keys/domain/api-key.ts";
import { deliveryOut } from "../../lambdas/config-api/deliveries/delivery-schemas.ts";
import { healthState } from "../../lambdas/config-api/webhooks/health/webhook-health.ts";
import { REJECT_REASONS } from "../../lambdas/shared/domain/rejection.ts";
import { PROFILE_NAMES } from "../../lambdas/shared/domain/webhook.ts";
import { readPage, sectionOf } from "../support/pages.ts";

const page = readPage("docs/words.md");

/** The names that a section explains: those before the colon of each item. */
function explained(heading: string): string[] {
  return sectionOf(page, heading)
    .split(/^- /mu)
    .slice(1)
    .flatMap((item) => item.split(":")[0]?.match(/(?<=`)[a-z_]+(?=`)/gu) ?? []);
}

/** The names of a union of texts, as its file declares it. */
function unionOf(path: string, type: string): string[] {
  const declaration = new RegExp(`export type ${type} =(.*?);`, "su").exec(readPage(path))?.[1];
  return (
    declaration?.match(/(?<=^\s*\|?\s*|\| )"[a-z_]+"/gmu)?.map((text) => JSON.parse(text)) ?? []
  );
}

const domain = "lambdas/shared/domain";

describe("docs/words.md explains every one of", () => {
  test.each([
    ["Statuses of a delivery", deliveryOut.shape.status.options],
    ["Why a delivery was dropped", unionOf(`${domain}/delivery-record.ts`, "DropReason")],
    [
      "Outcomes of an attempt",
      [
        ...unionOf(`${domain}/delivery-record.ts`, "AttemptVerdict"),
        ...unionOf(`${domain}/attempt-outcome.ts`, "AttemptFailureReason"),
      ],
    ],
    [
      "Statuses of a webhook",
      [...unionOf(`${domain}/webhook.ts`, "WebhookStatus"), ...healthState.options],
    ],
    ["Why an event was rejected", REJECT_REASONS],
    ["Roles of API keys", ROLES],
    ["Profiles", PROFILE_NAMES],
  ] as [string, readonly string[]][])("%s, and of nothing else", (heading, names) => {
    expect(names.length).toBeGreaterThan(2);
    expect(explained(heading).toSorted()).toEqual([...names].toSorted());
  });
});
