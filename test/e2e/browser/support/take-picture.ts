import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { smallPng } from "./small-png.ts";

/** Takes a picture of what the window shows, for the documents. */
export async function takePicture(page: Page, folder: string, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const png = await page.screenshot({ animations: "disabled" });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), smallPng(png));
}
