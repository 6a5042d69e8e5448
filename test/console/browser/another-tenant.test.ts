import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { ACME } from "../../support/config-api-test-bed.ts";
import { openDeliveryStory } from "../../support/delivery-story.ts";
import { openConsole } from "./support/open-console.ts";

const OTHER = { application: "other", environment: "production" } as const;
const SANDBOX = { ...ACME, environment: "sandbox" } as const;

/** A console of acme, with a webhook and a delivery, and what signs others in. */
async function openAcme() {
  const opened = await openConsole();
  const { page, bed, url } = opened;
  const { webhookId, put } = await openDeliveryStory({ name: "shop" }, bed);
  const acceptedAtMs = bed.clock.nowMs - 60_000;
  const deliveryId = await put(1, { acceptedAtMs, status: "delivered", lastOutcome: "204" });
  await opened.signIn();
  const signOut = async (): Promise<void> => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  };
  /** Waits for an address below the console. */
  const at = (hash: string) => page.waitForURL(`${url}/console/#${hash}`);
  /** Another application is signed in instead. @returns the addresses that it asks for */
  const signInOther = async (): Promise<readonly string[]> => {
    await signOut();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await opened.signIn("admin", OTHER);
    await at("/production/webhooks");
    await heading(page, "Webhooks").waitFor();
    return asked;
  };
  return { ...opened, webhookId, deliveryId, signOut, signInOther, at };
}

function heading(page: Page, name: string) {
  return page.getByRole("heading", { name, level: 1, exact: true });
}

test("another application gets the list of what the address named, also on the way back", async () => {
  const { page, bed, go, signInOther, at, webhookId, deliveryId } = await openAcme();
  const status = "/production/deliveries?status=dropped";
  await go(`${status}&webhook_id=${webhookId}`);
  await heading(page, "Deliveries").waitFor();
  await go(`/production/deliveries/${deliveryId}`);
  await page.getByText("What became of it").waitFor();
  await go(`/production/webhooks/${webhookId}`);
  await heading(page, "shop").waitFor();
  await page.reload();
  await heading(page, "shop").waitFor();

  const asked = await signInOther();
  await page.goBack();
  await at("/production/deliveries");
  await heading(page, "Deliveries").waitFor();
  await page.goBack();
  await at(status);
  await page.getByText("No delivery matches these filters").waitFor();
  await page.goForward();
  await at("/production/deliveries");
  expect(asked.filter((one) => one.includes(webhookId) || one.includes(deliveryId))).toEqual([]);

  // What nobody was shown yet is not led elsewhere: an address that was sent by somebody.
  await go(`/production/webhooks/${webhookId}`);
  await page.getByText("There is no such webhook here").waitFor();
  const made = await bed.admin("GET", "/webhooks", undefined, {}, OTHER);
  expect(made.body.data).toEqual([]);
});

test("who signs in again for the same application is where he was", async () => {
  const { page, go, signIn, signOut, at, deliveryId } = await openAcme();
  await go(`/production/deliveries/${deliveryId}`);
  await page.getByText("What became of it").waitFor();
  await signOut();
  await signIn();
  await page.getByText("What became of it").waitFor();
  await at(`/production/deliveries/${deliveryId}`);
  await signOut();
  await signIn("admin", SANDBOX);
  await at("/sandbox/deliveries");
  expect(await page.title()).toBe("Deliveries · Sandbox · Ringback");
});

test("the other environment has the list, with filters that name nothing of the first", async () => {
  const { page, bed, go, at, webhookId, deliveryId } = await openAcme();
  await go(`/production/deliveries/${deliveryId}`);
  await page.getByText("What became of it").waitFor();
  await page.getByRole("link", { name: "Sandbox", exact: true }).click();
  await at("/sandbox/deliveries");
  await page.getByLabel("API key", { exact: true }).fill(await bed.keyOf("admin", SANDBOX));
  await page.getByRole("button", { name: "Add the key" }).click();
  await heading(page, "Deliveries").waitFor();
  await page.goBack();
  await page.getByText("What became of it").waitFor();
  await go(`/production/deliveries?webhook_id=${webhookId}&status=dropped&event_type=A`);
  await heading(page, "Deliveries").waitFor();
  await page.getByRole("link", { name: "Sandbox", exact: true }).click();
  await at("/sandbox/deliveries?status=dropped&event_type=A");
  expect(await page.getByLabel("Status").inputValue()).toBe("dropped");
});

test("an address that an edited form stayed on is not asked for by another application", async () => {
  const { page, go, signInOther, webhookId } = await openAcme();
  await go("/production/webhooks");
  await heading(page, "Webhooks").waitFor();
  await go(`/production/webhooks/${webhookId}/edit`);
  await page.getByLabel("Name").first().fill("changed");
  // The form asks from then on.
  await page.waitForFunction(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
  await page.evaluate(() => history.back());
  await page.getByRole("button", { name: "Stay" }).click();
  const asked = await signInOther();
  expect(asked.filter((address) => address.includes(webhookId))).toEqual([]);
});
