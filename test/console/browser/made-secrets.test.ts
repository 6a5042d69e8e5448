import { expect, test } from "vitest";

import { expectAccessible } from "./support/browser.ts";
import { openConsole } from "./support/open-console.ts";

const PLAIN = {
  endpoint: "https://acme.example/hooks",
  events: ["*"],
  config: { signature: { scheme: "hmac" } },
};

/** A console that is signed in, and two webhooks that sign with a secret. */
async function openTwo() {
  const opened = await openConsole();
  await opened.signIn();
  const make = async (name: string): Promise<string> =>
    (await opened.bed.admin("POST", "/webhooks", { ...PLAIN, name })).body.id as string;
  return { ...opened, mine: await make("mine"), other: await make("other") };
}

test("a secret that was just made stays on its page when the webhook cannot be read again", async () => {
  const { page, go, mine, other } = await openTwo();
  await go(`/production/webhooks/${mine}`);
  const section = page.getByRole("region", { name: "Signature secret" });
  await section.getByRole("button", { name: "Make a new secret" }).waitFor();
  let reads = 0;
  await page.route(`**/base/webhooks/${mine}`, (route) => {
    reads += 1;
    return route.fulfill({ status: 500 });
  });
  await section.getByRole("button", { name: "Make a new secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make a new secret" }).click();
  const code = section.locator("code");
  await code.waitFor();
  const secret = await code.innerText();
  expect(secret).toMatch(/^[0-9a-f]{64}$/u);

  await page.getByRole("button", { name: "Send test request" }).click();
  await page.getByRole("alert").getByText("Something between here").waitFor();
  expect(reads).toBe(1);
  expect(await code.innerText()).toBe(secret);
  await expectAccessible(page);
  await page.unroute(`**/base/webhooks/${mine}`);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
  expect(await code.innerText()).toBe(secret);

  await go(`/production/webhooks/${other}`);
  await page.getByRole("heading", { name: "other", level: 1 }).waitFor();
  await section.getByRole("button", { name: "Make a new secret" }).waitFor();
  expect(await page.content()).not.toContain(secret);
});

test("a secret that saving made is on no other webhook's page, and is not shown again", async () => {
  const { page, go, mine, other } = await openTwo();
  await go(`/production/webhooks/${mine}/edit`);
  await page.getByLabel("Signature scheme").selectOption("standard");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Webhook saved" }).waitFor();
  const secret = await page.locator("pre").innerText();
  expect(secret).toMatch(/^whsec_/u);

  for (const id of [other, mine]) {
    await go(`/production/webhooks/${id}/edit`);
    await page.getByText(`${id}: only what is changed is sent.`).waitFor();
    await page.getByRole("button", { name: "Save" }).waitFor();
    expect(await page.content()).not.toContain(secret);
  }
});
