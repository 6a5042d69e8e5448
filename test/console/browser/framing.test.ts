import { createServer } from "node:http";

import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";

import { closeServer, listenLocally } from "../../support/local-server.ts";
import { openConsole } from "./support/open-console.ts";

/** What a browser shows in place of a page that it must not frame. */
const REFUSED = "chrome-error://chromewebdata/";

/** A page of another site that shows `address` in a frame. */
async function otherSite(address: () => string): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>Bank</title><iframe src="${address()}"></iframe>`);
  });
  onTestFinished(() => closeServer(server));
  return listenLocally(server);
}

/** Opens the other site's page. @returns the address that its frame came to */
async function framedAt(page: Page, site: string): Promise<string | undefined> {
  await page.goto(site);
  await page.waitForLoadState("networkidle");
  return page.frames()[1]?.url();
}

/** Takes what the test provoked from what would fail it. */
function provoked(faults: string[]): string {
  return faults.splice(0).join("\n");
}

test("a portal is shown by the site that its link names, with the styles and scripts of its own", async () => {
  const { page, bed, url, faults } = await openConsole();
  let address = "";
  const site = await otherSite(() => address);
  const { body: link } = await bed.admin("POST", "/portal-links", {
    permissions: ["webhooks:read"],
    frame_origins: [site],
  });
  address = `${url}/portal/${link.id}`;
  expect(await framedAt(page, site)).toBe(address);
  await page.frameLocator("iframe").locator("#app > *").first().waitFor();
  const loaded = await page
    .frames()
    .at(1)
    ?.evaluate(() => document.styleSheets.length);
  expect(loaded).toBeGreaterThan(0);
  expect(provoked(faults)).toBe(`asked another origin: ${site}/`);
});

test("no other site shows it, nor that of a link that there is not, nor the console", async () => {
  const { page, bed, url, faults } = await openConsole();
  let address = "";
  const site = await otherSite(() => address);
  const { body: link } = await bed.admin("POST", "/portal-links", {
    permissions: ["webhooks:read"],
    frame_origins: ["https://bank.example"],
  });
  for (const path of [`/portal/${link.id}`, "/portal/plk_acme_0123456789ab", "/console/"]) {
    address = `${url}${path}`;
    expect([path, await framedAt(page, site)]).toEqual([path, REFUSED]);
    expect(provoked(faults)).toContain("frame-ancestors");
  }
});

test("nothing is written into a page by its address", async () => {
  const { page, url } = await openConsole();
  for (const path of ["/portal/<img src=x onerror=alert(1)>", "/console/#<img src=x>"]) {
    await page.goto(`${url}${path}`);
    await page.locator("#app > *").first().waitFor();
    expect(await page.locator("img").count()).toBe(0);
  }
});
