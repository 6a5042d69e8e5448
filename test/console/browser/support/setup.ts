import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestProject } from "vitest/node";

import { buildAssets } from "../../../../console/build/build-assets.ts";
import { findBrowser } from "../../../../local/checks/find-browser.ts";
import { type BrowserProgram, readyBrowser } from "./ready-browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The browser, unpacked. */
    readonly browser: BrowserProgram;
    /** The folder of the console's assets, built. */
    readonly assets: string;
  }
}

/** Before the first test: unpacks the browser and builds the pages; takes both away at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const found = findBrowser();
  if (found === undefined) throw new Error("vitest.config.ts has these tests only with a browser");
  const folder = await mkdtemp(join(tmpdir(), "ringback-browser-"));
  const assets = join(folder, "assets");
  project.provide("browser", await readyBrowser(found, folder));
  await buildAssets(assets);
  project.provide("assets", assets);
  return () => rm(folder, { recursive: true, force: true });
}
