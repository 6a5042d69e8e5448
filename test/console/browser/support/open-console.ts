import type { BrowserContextOptions } from "playwright-core";
import { inject, onTestFinished } from "vitest";

import type { Role } from "../../../../lambdas/config-api/api-keys/domain/api-key.ts";
import type { Tenant } from "../../../../lambdas/shared/domain/tenant.ts";
import { ACME, makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";
import { serveConfigApi } from "../../../support/serve-config-api.ts";
import { openTab, type Tab } from "./browser.ts";
import { BASE, type ConsoleBed, consoleBesideApi } from "./console-beside-api.ts";

export type { ConsoleBed };

/** A console in a browser, and what lies behind it. */
export interface OpenConsole extends Tab {
  readonly bed: ConsoleBed;
  /** The API's address, below which lie `/console/` and `/portal/{id}`. */
  readonly url: string;
  /** Shows a place: `/production/webhooks`, from which the session takes what it may show. */
  go(place: string): Promise<void>;
  /** Signs in with a key of this role, as a person does, in the environment of the tenant. */
  signIn(role?: Role, tenant?: Tenant): Promise<void>;
}

/** Serves the pages beside an API in memory, and opens the console, without a session. */
export async function openConsole(
  options: BrowserContextOptions = {},
  bed: ConsoleBed = makeConfigApiTestBed({ allowHttp: true, allowedCidrs: ["127.0.0.1/32"] }),
): Promise<OpenConsole> {
  bed.clock.nowMs = Date.now();
  const served = await serveConfigApi(consoleBesideApi(bed, inject("assets")));
  onTestFinished(served.close);
  const tab = await openTab(served.url, options);
  const { page } = tab;
  const url = `${served.url}${BASE}`;
  await page.goto(`${url}/console/`);

  return {
    ...tab,
    bed,
    url,

    async go(place) {
      await page.goto(`${url}/console/#${place}`);
    },

    async signIn(role = "admin", tenant = ACME) {
      const key = await bed.keyOf(role, tenant);
      await page.getByLabel("API key", { exact: true }).fill(key);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("navigation").first().waitFor();
    },
  };
}
