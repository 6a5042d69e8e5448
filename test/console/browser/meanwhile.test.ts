import { expect, test } from "vitest";

import { expectAccessible } from "./support/browser.ts";
import { openConsole } from "./support/open-console.ts";

test("what somebody else saved meanwhile is not overwritten unasked", async () => {
  const { page, bed, go, signIn } = await openConsole();
  await signIn();
  const body = { name: "before", endpoint: "https://acme.example/hooks", events: ["*"] };
  const { id } = (await bed.admin("POST", "/webhooks", body)).body as { id: string };
  await go(`/production/webhooks/${id}/edit`);
  await page.getByLabel("Name").fill("mine");
  const other = { name: "theirs", config: { timeout_seconds: 5 } };
  expect((await bed.admin("PATCH", `/webhooks/${id}`, other)).status).toBe(200);

  const save = page.getByRole("button", { name: "Save" });
  await save.click();
  await page.getByText("was changed meanwhile by somebody else").first().waitFor();
  expect((await bed.admin("GET", `/webhooks/${id}`)).body.name).toBe("theirs");

  await save.click();
  await page.getByText("The webhook is saved.").waitFor();
  const saved = (await bed.admin("GET", `/webhooks/${id}`)).body;
  expect(saved.name).toBe("mine");
  expect(saved.config.timeout_seconds).toBe(5);
});

/** A console at the form of a webhook; what is typed there, and what somebody else saves. */
async function openForm(status: "enabled" | "disabled") {
  const opened = await openConsole();
  const { page, bed, go, signIn } = opened;
  await signIn();
  const body = { name: "before", endpoint: "https://acme.example/hooks", events: ["*"] };
  const { id } = (await bed.admin("POST", "/webhooks", body)).body as { id: string };
  if (status === "disabled") await bed.admin("POST", `/webhooks/${id}/disable`);
  await go(`/production/webhooks/${id}/edit`);
  await page.getByLabel("Name").fill("mine");
  const other = { config: { timeout_seconds: 5 } };
  expect((await bed.admin("PATCH", `/webhooks/${id}`, other)).status).toBe(200);
  const patches: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") patches.push(request.postData() ?? "");
  });
  const read = async () => (await bed.admin("GET", `/webhooks/${id}`)).body;
  return { ...opened, id, patches, read };
}

test("where enabling fails after the rest was saved, it alone is tried again", async () => {
  const { page, bed, id, patches, read } = await openForm("disabled");
  await page.getByLabel("Enabled").check();
  await page.route("**/enable", (route) => route.fulfill({ status: 500 }), { times: 2 });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("All else is saved, but the webhook may not be enabled yet.").waitFor();
  await expectAccessible(page);
  expect(await read()).toMatchObject({ name: "mine", status: "disabled" });
  const later = { name: "theirs", config: { timeout_seconds: 6 } };
  expect((await bed.admin("PATCH", `/webhooks/${id}`, later)).status).toBe(200);

  const again = page.getByRole("button", { name: "Try again to enable it" });
  const refused = page.waitForResponse(/\/enable$/u);
  await again.click();
  expect((await refused).status()).toBe(500);
  await again.click();
  await page.getByText("The webhook is enabled now.").waitFor();
  expect(await read()).toMatchObject({ ...later, status: "enabled" });
  expect(patches).toEqual(['{"name":"mine"}']);
  await page.getByRole("link", { name: "Open the webhook" }).click();
  await page.getByRole("heading", { name: "theirs", level: 1 }).waitFor();
});

test("where the rest fails after a webhook was disabled, the rest alone is saved again", async () => {
  const { page, patches, read } = await openForm("enabled");
  await page.getByLabel("Disabled").check();
  await page.route("**/base/webhooks/*", (route) =>
    route.request().method() === "PATCH" && patches.length === 1
      ? route.fulfill({ status: 500 })
      : route.fallback(),
  );
  await page.getByRole("button", { name: "Save" }).click();
  await page
    .getByRole("alert")
    .getByText("It is disabled, but the rest may not be saved")
    .waitFor();
  expect(await read()).toMatchObject({ name: "before", status: "disabled" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The webhook is saved.").waitFor();
  expect(patches).toEqual(['{"name":"mine"}', '{"name":"mine"}']);
  expect(await read()).toMatchObject({
    name: "mine",
    status: "disabled",
    config: { timeout_seconds: 5 },
  });
});

test("a webhook that is made but could not be disabled says so, and is disabled then", async () => {
  const { page, bed, go, signIn } = await openConsole();
  await signIn();
  await go("/production/webhooks/new");
  await page.getByLabel("Endpoint URL").fill("https://acme.example/hooks");
  await page.getByRole("radio", { name: "All, also those that are added later" }).check();
  await page.getByLabel("Disabled").check();
  await page.route("**/disable", (route) => route.fulfill({ status: 500 }), { times: 1 });
  await page.getByRole("button", { name: "Create the webhook" }).click();
  await page.getByText("All else is saved, but the webhook may not be disabled yet.").waitFor();
  await page.getByRole("button", { name: "Try again to disable it" }).click();
  await page.getByText("The webhook is disabled now.").waitFor();
  const { data } = (await bed.admin("GET", "/webhooks")).body;
  expect(data).toMatchObject([{ status: "disabled" }]);
});
