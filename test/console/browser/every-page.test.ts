import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";

import { rejectedEventOf } from "../../../lambdas/shared/domain/rejected-event.ts";
import { ACME, OPERATOR_KEY } from "../../support/config-api-test-bed.ts";
import { openDeliveryStory } from "../../support/delivery-story.ts";
import { expectAccessible } from "./support/browser.ts";
import { type ConsoleBed, openConsole } from "./support/open-console.ts";

const CONSOLE = join(import.meta.dirname, "../../../console");

/** The routes of the pages as the code of the console names them: those that lead on are none. */
const ROUTES = globSync("**/*.tsx", { cwd: CONSOLE })
  .flatMap((path) =>
    [
      ...readFileSync(join(CONSOLE, path), "utf8").matchAll(/<Route\s+path="(?<route>[^"]+)"/gu),
    ].map(({ groups }) => groups?.["route"] ?? ""),
  )
  .filter((route) => !route.startsWith("/production") && !route.startsWith("/sandbox"))
  .filter((route) => route !== "/operator/*?")
  .map((route) => route.replace(/\/\*\?$/u, ""));

/** A page, and a word by which one sees that it is whole. */
type Pages = Readonly<Record<string, { readonly at: string; readonly shows: string | RegExp }>>;

/** Puts something on every page of a tenant. */
async function fill(bed: ConsoleBed): Promise<Pages> {
  await bed.admin("PUT", "/event-types/ORDER", {
    description: "An order",
    schema: { type: "object" },
  });
  const story = await openDeliveryStory({ events: ["ORDER", "PIN_CHANGE"] }, bed);
  const atMs = bed.clock.nowMs - 60_000;
  const tries = [
    { startedAtMs: atMs, durationMs: 120, verdict: "retry", httpStatus: 503, answer: "busy" },
    { startedAtMs: atMs + 1200, durationMs: 9, verdict: "retry", failure: "connect" },
  ] as const;
  const delivery = await story.put(1, { acceptedAtMs: atMs, eventType: "ORDER", tries });
  const event = `evt_${delivery.split("_")[1]}`;
  await bed.ports.ensureSigningKeys(ACME);
  const text = JSON.stringify({ source: "shop", "detail-type": "ORDER", detail: {} });
  const errors = [{ field: "detail.payload.amount", message: "expected a number" }];
  const rejection = { reason: "invalid_payload", errors } as const;
  await bed.rejectedEvents.put(ACME, rejectedEventOf(text, rejection, ACME, atMs));
  await bed.admin("POST", "/portal-links", { permissions: ["webhooks:read"], name: "Ann" });
  const webhook = `/production/webhooks/${story.webhookId}`;
  return {
    "/:environment/webhooks": { at: "/production/webhooks", shows: "shop" },
    "/:environment/webhooks/new": { at: "/production/webhooks/new", shows: "Endpoint URL" },
    "/:environment/webhooks/:id": { at: webhook, shows: "Send test request" },
    "/:environment/webhooks/:id/edit": { at: `${webhook}/edit`, shows: "Endpoint URL" },
    "/:environment/webhooks/:id/why": { at: `${webhook}/why`, shows: /nothing/u },
    "/:environment/webhooks/:id/verify": { at: `${webhook}/verify`, shows: "In code" },
    "/:environment/deliveries": { at: "/production/deliveries", shows: "ORDER" },
    "/:environment/deliveries/:id": { at: `/production/deliveries/${delivery}`, shows: "Timeline" },
    "/:environment/events": { at: "/production/events", shows: "Id" },
    "/:environment/events/:id": { at: `/production/events/${event}`, shows: "shop" },
    "/:environment/event-types": { at: "/production/event-types", shows: "ORDER" },
    "/:environment/event-types/new": { at: "/production/event-types/new", shows: "Schema" },
    "/:environment/event-types/:name": { at: "/production/event-types/ORDER", shows: "An order" },
    "/:environment/event-types/:name/edit": {
      at: "/production/event-types/ORDER/edit",
      shows: "Schema",
    },
    "/:environment/rejected-events": { at: "/production/rejected-events", shows: /amount/u },
    "/:environment/signing-keys": { at: "/production/signing-keys", shows: "signs next" },
    "/:environment/api-keys": { at: "/production/api-keys", shows: /rbk_acme/u },
    "/:environment/portal-links": { at: "/production/portal-links", shows: /Ann/u },
  };
}

const OPERATOR: Pages = {
  "/operator/operations": { at: "/operator/operations", shows: "Waiting" },
  "/operator/applications": { at: "/operator/applications", shows: "acme" },
  "/operator/applications/:id": { at: "/operator/applications/acme", shows: "API keys" },
};

/** Whether what shows a page is seen: a text, or a label. */
async function untilWhole(page: Page, shows: string | RegExp): Promise<void> {
  const exact = typeof shows === "string";
  const seen = page.getByRole("main").getByText(shows, { exact }).filter({ visible: true });
  await seen.first().waitFor();
}

test.each<[name: string, options: BrowserContextOptions]>([
  ["in the light", {}],
  ["in the dark, on a phone", { colorScheme: "dark", viewport: { width: 360, height: 740 } }],
])("every page is without a violation %s, and does not scroll sideways", async (_, options) => {
  const { page, bed, go, signIn } = await openConsole(options);
  const ofTenant = await fill(bed);
  expect(Object.keys({ ...ofTenant, ...OPERATOR }).toSorted()).toEqual(
    [...new Set(ROUTES)].toSorted(),
  );

  async function lookAt(pages: Pages): Promise<void> {
    for (const { at, shows } of Object.values(pages)) {
      await go(at);
      await untilWhole(page, shows);
      await expectAccessible(page);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect({ at, sideways }).toEqual({ at, sideways: 0 });
    }
  }

  await signIn();
  await lookAt(ofTenant);
  await page.evaluate(() => sessionStorage.clear());
  await page.goto("about:blank");
  await go("/operator/operations");
  await page.getByLabel("API key", { exact: true }).fill(OPERATOR_KEY);
  await page.getByRole("button", { name: "Sign in" }).click();
  await lookAt(OPERATOR);
});
