import { createServer } from "node:http";

import { expect, onTestFinished, test } from "vitest";

import { newTenant } from "../../support/cloud.ts";
import { closeServer, listenLocally } from "../../support/local-server.ts";
import { createWebhook } from "../../support/test-webhook.ts";
import { startStory } from "./support/deployed-console.ts";

const { cloud, tenant, receiver, publishOne, open } = await startStory("portal");

/** The site of a bank, which shows `address` to a user of its own. */
async function backOffice(address: () => string): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><html lang="en"><title>Back office</title><iframe title="Webhooks" width="1200" height="700" src="${address()}"></iframe></html>`,
    );
  });
  onTestFinished(() => closeServer(server));
  return listenLocally(server);
}

test("a portal in a bank's own page shows its tenant's webhooks, and nothing of another's", async () => {
  const { page, faults } = await open();
  const other = await newTenant(cloud, "portal-other");
  await createWebhook(other, { endpoint: `${receiver.url}/of-another-tenant`, events: ["SHOWN"] });
  await createWebhook(tenant, { endpoint: `${receiver.url}/of-our-own`, events: ["SHOWN"] });
  await publishOne("SHOWN");
  const [request] = await receiver.waitFor(1, { path: "/of-our-own" });
  let address = "";
  const site = await backOffice(() => address);
  const link = await tenant.api("POST", "/portal-links", {
    permissions: ["webhooks:read", "deliveries:read", "event-types:read"],
    frame_origins: [site],
  });
  expect(link.status).toBe(201);
  address = `${cloud.api_url}/${link.body.url}`;

  await page.goto(site);
  const portal = page.frameLocator("iframe");
  await portal.getByText("/of-our-own").first().waitFor();
  await portal.getByRole("link", { name: "Deliveries" }).click();
  await portal.getByRole("table").getByText("SHOWN").first().waitFor();
  for (const pageLink of await portal
    .getByRole("navigation", { name: "Pages" })
    .getByRole("link")
    .all()) {
    await pageLink.click();
    await portal.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    const shown = await portal.locator("body").innerText();
    expect(shown).not.toContain(other.application);
    expect(shown).not.toContain("of-another-tenant");
  }
  expect(await portal.getByRole("link", { name: /^(?:New|API keys)/u }).count()).toBe(0);
  expect(String(request?.headers["ringback-delivery"])).toMatch(/^dlv_/u);
  expect(faults.splice(0)).toEqual([`asked another origin: ${site}/`]);

  // The same address once more, by itself: its code worked once.
  const { page: second } = await open();
  await second.goto(address);
  await second.getByText("This link does not work any more").waitFor();
});
