import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { ACME, GLOBEX } from "../../support/config-api-test-bed.ts";
import { plantTenant } from "../../support/planted-tenants.ts";
import { expectAccessible } from "./support/browser.ts";
import { openConsole } from "./support/open-console.ts";

/** Text that would do harm as anything but text. */
const HOSTILE = `<img src=x onerror="document.title='hacked'">\u202E"';{{7*7}}`;

/**
 * What each page of the navigation shows once it is there: mostly what its tenant was filled with.
 */
const SHOWN: Readonly<Record<string, string>> = {
  Webhooks: "ownword",
  Deliveries: "ownword",
  Events: "evt_",
  "Rejected events": "ownword",
  "Event types": "ownword",
  "Signing keys": "jwks.json",
};

/** Every page of the navigation, one after the other, when it is whole. */
async function walk(page: Page, look: (text: string) => Promise<void>): Promise<void> {
  const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  expect(await links.allInnerTexts()).toEqual(Object.keys(SHOWN));
  for (const [name, text] of Object.entries(SHOWN)) {
    await links.filter({ hasText: new RegExp(`^${name}$`, "u") }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    const found = page.getByText(text).or(page.getByPlaceholder(text));
    await found.filter({ visible: true }).first().waitFor();
    await look(await page.content());
  }
}

test("a read-only portal link shows nothing of another tenant, and nothing that changes", async () => {
  const { page, bed, url } = await openConsole({ colorScheme: "dark" });
  const others = await plantTenant(bed, GLOBEX, "globexword");
  const sandbox = await plantTenant(bed, { ...ACME, environment: "sandbox" }, "sandboxword");
  await plantTenant(bed, ACME, "ownword");
  const permissions = ["webhooks:read", "deliveries:read", "events:read", "event-types:read"];
  const body = { permissions, expires_in: 3600, name: HOSTILE };
  const link = (await bed.admin("POST", "/portal-links", body)).body as {
    readonly id: string;
    readonly url: string;
  };
  const code = link.url.split("#")[1] ?? "";
  const tokens: string[] = [];
  page.on("request", (request) => tokens.push(request.headers()["authorization"] ?? ""));
  await page.goto(`${url}/${link.url}`);
  await page.getByRole("heading", { name: "Webhooks" }).waitFor();
  expect(page.url()).not.toContain(code);
  await page.getByRole("banner").getByText(HOSTILE).waitFor();
  expect(await page.getByRole("link", { name: "Sandbox" }).count()).toBe(0);
  await expectAccessible(page);

  await walk(page, async (text) => {
    for (const word of [others, sandbox].flatMap(({ canaries }) => canaries)) {
      expect(text).not.toContain(word);
    }
    for (const offer of [/^New /u, /^Create/u, /^Delete/u, /^Send/u, /^Resend/u, /^Sign in/u]) {
      expect(await page.getByRole("button", { name: offer }).count()).toBe(0);
      expect(await page.getByRole("link", { name: offer }).count()).toBe(0);
    }
  });
  const token = tokens.find((each) => each.includes("rbp_"))?.replace("Bearer ", "") ?? "";
  expect((await bed.ask("POST", "/events", { key: token, body: {} })).status).toBe(403);

  await page.reload();
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
  // The same link once more in this tab: the code leads nowhere, the session goes on.
  await page.goto("about:blank");
  await page.goto(`${url}/${link.url}`);
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
  expect(page.url()).not.toContain(code);

  // What the page still asks for would learn it before anybody clicks.
  await page.waitForLoadState("networkidle");
  await bed.admin("DELETE", `/portal-links/${link.id}`);
  bed.clock.nowMs += 31_000;
  // Not by its link: a request of the page may end the session first, and the link with it.
  await page.goto(`${url}/portal/${link.id}#/production/event-types`);
  await page.getByText("This session has ended").waitFor();
  expect(await page.getByRole("textbox").count()).toBe(0);
});

test("a link that opens nothing says what to do, and asks for no key", async () => {
  const { page, bed, url } = await openConsole();
  const body = { permissions: ["webhooks:read"] };
  const link = (await bed.admin("POST", "/portal-links", body)).body as { readonly url: string };
  await page.goto(`${url}/${link.url}`);
  await page.getByRole("heading", { name: "Webhooks" }).waitFor();
  await page.evaluate(() => sessionStorage.clear());
  await page.goto("about:blank");
  await page.goto(`${url}/${link.url}`);
  await page.getByText("This link does not work any more").waitFor();
  await expectAccessible(page);
  await page.reload();
  await page.getByText("This link was opened before").waitFor();
  expect(await page.getByRole("textbox").count()).toBe(0);
});

test("an admin makes a portal link, sees that it was opened, and takes it back", async () => {
  const { page, go, signIn, bed, url } = await openConsole({
    viewport: { width: 360, height: 740 },
  });
  await signIn("admin");
  await go("/production/portal-links");
  await page.getByRole("button", { name: "New portal link" }).click();
  await page.getByLabel("Name").fill("For support");
  await page.getByLabel("Origins of pages").fill("https://Example.com/path");
  await page.getByRole("button", { name: "Create link" }).click();
  await page.getByText("is not an origin that may frame").first().waitFor();
  await page.getByLabel("Origins of pages").fill("https://backoffice.example.com");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create link" }).click();
  const shown = await page.locator("dialog pre").innerText();
  expect(shown).toContain(`${url}/portal/plk_acme_`);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("not opened yet").waitFor();
  const [, id = "", code = ""] = /portal\/(.+)#(.+)$/u.exec(shown) ?? [];
  await bed.ask("POST", `/portal-links/${id}/exchange`, { body: { code } });
  await page.reload();
  await page.getByText("open", { exact: true }).waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("No portal link works at present").waitFor();
});
