import { join } from "node:path";

import type { BrowserContextOptions } from "playwright-core";
import { inject, onTestFinished } from "vitest";

import type { Role } from "../../../../lambdas/config-api/api-keys/domain/api-key.ts";
import { readBuiltFiles } from "../../../../lambdas/console/built-files.ts";
import { makeConsole } from "../../../../lambdas/console/make-console.ts";
import { makeServeFile } from "../../../../lambdas/console/serve-file.ts";
import type { Tenant } from "../../../../lambdas/shared/domain/tenant.ts";
import { readPortalFrame } from "../../../../lambdas/shared/dynamodb/portal-link-item.ts";
import {
  ACME,
  type Asked,
  askWith,
  makeConfigApiTestBed,
} from "../../../support/config-api-test-bed.ts";
import { makeRecordedLog } from "../../../support/recorded-log.ts";
import { serveConfigApi } from "../../../support/serve-config-api.ts";
import { openTab, type Tab } from "./browser.ts";

/** The API in memory, whose clock is that of the browser at first. */
export type ConsoleBed = ReturnType<typeof makeConfigApiTestBed>;

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

/** As at a custom domain with a base path: what is not relative leads nowhere. */
const BASE = "/base";

/** Serves the pages beside an API in memory, and opens the console, without a session. */
export async function openConsole(
  options: BrowserContextOptions = {},
  bed: ConsoleBed = makeConfigApiTestBed({ allowHttp: true, allowedCidrs: ["127.0.0.1/32"] }),
): Promise<OpenConsole> {
  bed.clock.nowMs = Date.now();
  const served = await serveConfigApi(askBelowBase(bed));
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

/** Pages come from the console function, all else from the API; what is not below the base: 404. */
function askBelowBase(bed: ConsoleBed) {
  const askPages = askWith(consoleHandler(bed));
  return async (method: string, path: string, asked: Asked) => {
    if (!path.startsWith(`${BASE}/`))
      return { status: 404, headers: {}, bytes: 0, text: "", body: "" };
    const below = path.slice(BASE.length);
    const isPage = /^\/(?:console|portal|docs)(?:\/|$)/u.test(below);
    return (isPage ? askPages : bed.ask)(method, below, asked);
  };
}

/** The console function as it is deployed, reading links where the API writes them. */
function consoleHandler(bed: ConsoleBed): Parameters<typeof askWith>[0] {
  const folder = inject("assets");
  const now = () => bed.clock.nowMs;
  const { log } = makeRecordedLog();
  return makeConsole({
    serveFile: makeServeFile({
      readFiles: () => ({
        pages: readBuiltFiles(join(folder, "pages")),
        assets: readBuiltFiles(join(folder, "assets")),
      }),
      frameOrigins: async (id) => {
        const { dynamodb, tableName } = bed.stores.webhooksTable;
        return (await readPortalFrame(dynamodb, tableName, id, now()))?.frameOrigins ?? [];
      },
      log,
    }),
    apiHosts: [],
    log,
    now,
  });
}
