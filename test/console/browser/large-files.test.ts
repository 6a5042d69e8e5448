import { expect, test } from "vitest";

import { openConsole } from "./support/open-console.ts";

test("a file that is no certificate by its size is not read", async () => {
  const { page, go, signIn } = await openConsole();
  await signIn();
  await go("/production/webhooks/new");
  await page.getByText("Authentication", { exact: true }).click();
  await page.getByRole("radio", { name: "Given here" }).check();
  const file = page.getByLabel("Certificate from a file");
  const certificate = page.getByLabel("Certificate", { exact: true });
  const given = (size: number) => ({
    name: "client.pem",
    mimeType: "application/x-pem-file",
    buffer: Buffer.alloc(size, "A"),
  });
  await file.setInputFiles(given(1_000_001));
  await page.getByText("client.pem is too large: 1000001 bytes.").waitFor();
  expect(await certificate.inputValue()).toBe("");
  await file.setInputFiles(given(1000));
  await expect.poll(() => certificate.inputValue()).toHaveLength(1000);
  expect(await page.getByText("is too large").count()).toBe(0);
});
