import { expect, test } from "vitest";

import { openConsole } from "./support/open-console.ts";

test("whatever stands behind # leads to a page of this one, and asks nothing else", async () => {
  const { page, url, go, signIn } = await openConsole();
  await signIn();
  const asked: string[] = [];
  page.on("request", (request) => {
    asked.push(`${request.method()} ${request.url().slice(url.length)}`);
  });
  for (const place of [
    "/production/deliveries/%E0%A4%A",
    "/production/webhooks/%2e%2e",
    "/production/webhooks/..%2F..%2Fapi-keys/edit",
    "/production/event-types/__proto__",
    "/production/deliveries?webhook_id=../../x&status=%3Cscript%3E&since=javascript:1",
    "/production/webhooks?text=%E0%A4%A&page=-1e9",
    "/production/webhooks/x/why?event=%00%FF",
    "/__proto__/webhooks",
    "//evil.example/",
    "javascript:alert(1)",
    "/operator/operations",
  ]) {
    await go(place);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    expect(await page.getByText("This page failed").count()).toBe(0);
    expect(page.url().startsWith(`${url}/console/#`)).toBe(true);
  }
  expect(asked.filter((one) => !one.startsWith("GET "))).toEqual([]);
});
