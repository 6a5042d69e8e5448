import { expect, test } from "vitest";

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
