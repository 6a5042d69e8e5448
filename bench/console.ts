/*
 * The console as a browser meets it: how large it is, when it is first seen, and how long its lists
 * take with 1,000 webhooks and 100,000 deliveries, beside a tenant that has one of each, in the
 * same run: `node bench/console.ts [rounds]`. The API is the real one on tables in memory, without
 * a network between: what is left is the page's share, and what the API computes.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { buildAssets } from "../console/build/build-assets.ts";
import { findBrowser } from "../local/checks/find-browser.ts";
import { readyBrowser } from "../test/console/browser/support/ready-browser.ts";
import { FEW, fillTenants, MANY } from "./support/console-data.ts";
import { paintMs, referenceMs, timeLists } from "./support/console-pages.ts";
import { serveConsole } from "./support/console-served.ts";
import { compressedSizes } from "./support/console-size.ts";
import { median } from "./support/cpu.ts";

const [rounds = 15] = process.argv.slice(2).map(Number);

const found = findBrowser();
if (found === undefined) {
  process.stdout.write(
    "There is no browser here: neither the package's nor an installed Chrome.\n",
  );
  process.exit(1);
}

const folder = await mkdtemp(join(tmpdir(), "ringback-bench-console-"));
try {
  const assets = join(folder, "assets");
  await buildAssets(assets);
  const unpacked = join(folder, "browser");
  await mkdir(unpacked);
  const { path, environment } = await readyBrowser(found, unpacked);
  const served = await serveConsole(assets);
  const { webhookIds, seconds } = await fillTenants(served.bed);
  const browser = await chromium.launch({
    executablePath: path,
    env: { ...process.env, ...environment },
    chromiumSandbox: false, // it may run as root, and loads our own pages only
  });
  try {
    print(sizeLines("the console", await compressedSizes(assets, "console.html")));
    print(sizeLines("the API reference", await compressedSizes(assets, "docs.html")));

    const bare: number[] = [];
    const seen: number[] = [];
    const read: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await paintMs(browser, `${served.url}/health`));
      seen.push(await paintMs(browser, `${served.url}/console/`));
      read.push(await referenceMs(browser, served));
    }
    print([
      "",
      `First paint, nothing cached, median of ${rounds}; ratio to that of one line of text:`,
      line("one line of text", median(bare)),
      line("the console", median(seen), ratioOf(seen, bare)),
      line("the API reference, its heading", median(read), ratioOf(read, bare)),
    ]);

    const lists = await timeLists(browser, served, webhookIds, rounds);
    print([
      "",
      `From a click to the first rows, median of ${rounds}; ratio to a tenant with one of each`,
      `(filled with ${MANY.webhooks} webhooks and ${MANY.deliveries} deliveries in ${seconds} s; the other has ${FEW.webhooks} and ${FEW.deliveries}):`,
      ...lists.map(({ title, manyMs, fewMs, apiMs }) =>
        [
          line(title, median(manyMs), ratioOf(manyMs, fewMs)),
          `   calls of the API${median(apiMs).toFixed(0).padStart(6)} ms`,
        ].join(""),
      ),
    ]);
  } finally {
    await browser.close();
    served.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

function sizeLines(what: string, sizes: Awaited<ReturnType<typeof compressedSizes>>): string[] {
  const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    `Compressed (brotli), what ${what} can load:`,
    ...sizes.map(({ name, bytes }) => `  ${name.padEnd(34)}${kilobytes(bytes)}`),
    `  ${"together".padEnd(34)}${kilobytes(all)}`,
  ];
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(9)} KB`;
}

/** Of what was measured one after the other, round by round. */
function ratioOf(times: readonly number[], others: readonly number[]): number {
  return median(times.map((ms, round) => ms / (others[round] ?? Number.NaN)));
}

function line(title: string, ms: number, ratio?: number): string {
  const shown = ratio === undefined ? "" : ratio.toFixed(2).padStart(8);
  return `  ${title.padEnd(34)}${ms.toFixed(0).padStart(9)} ms${shown}`;
}
