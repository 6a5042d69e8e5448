import { expect, test } from "vitest";

import { ACME } from "../../support/config-api-test-bed.ts";
import { openConsole } from "./support/open-console.ts";

test("a portal link to webhooks and events alone is offered no page that asks for more", async () => {
  const { page, bed, url } = await openConsole();
  const webhook = { endpoint: "https://acme.example/hooks", events: ["*"] };
  const { id } = (await bed.admin("POST", "/webhooks", webhook)).body as { id: string };
  const made = await bed.operator("POST", "/portal-links", {
    application: ACME.application,
    environments: [ACME.environment],
    permissions: ["webhooks:read", "events:read"],
  });
  await page.goto(`${url}/${(made.body as { url: string }).url}`);
  await page.getByRole("heading", { name: "Webhooks", level: 1 }).waitFor();
  await page.evaluate((to) => (location.hash = to), `#/production/webhooks/${id}`);
  await page.getByRole("heading", { name: "Receiver" }).waitFor();
  expect(await page.getByRole("link", { name: "Why did it get nothing?" }).count()).toBe(0);
  expect(await page.getByRole("link", { name: "Deliveries" }).count()).toBe(0);
});
