import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type * as Axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, expect, inject, onTestFinished } from "vitest";

/** So long a page may take for one step, in milliseconds: the machine may be busy. */
const STEP_MS = 30_000;

let started: Promise<Browser> | undefined;

afterAll(async () => {
  await (await started)?.close();
});

/** The browser of this test file. */
function browser(): Promise<Browser> {
  const { path, environment } = inject("browser");
  return (started ??= chromium.launch({
    executablePath: path,
    env: { ...process.env, ...environment },
    chromiumSandbox: false, // tests may run as root, and load our own pages only
  }));
}

/** A tab of its own, whose errors fail the test. */
export interface Tab {
  readonly page: Page;
  /** What went wrong so far: errors of scripts, violations of the CSP, other origins asked. */
  readonly faults: string[];
}

/**
 * Opens a tab with nothing kept from others. What goes wrong in it fails the test at its end.
 * @param origin the only one that it may ask
 */
export async function openTab(origin: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await (await browser()).newContext({ serviceWorkers: "block", ...options });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      reportError(new Error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    });
  });
  page.on("pageerror", (error) => faults.push(String(error.stack ?? error)));
  page.on("console", (message) => {
    // A refusal of the API is an answer, although the browser counts it as an error.
    const isAnswer = message.text().startsWith("Failed to load resource: the server responded");
    if (message.type() === "error" && !isAnswer) faults.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(?:data|blob):/u.test(url) && new URL(url).origin !== origin) {
      faults.push(`asked another origin: ${url}`);
    }
  });
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  return { page, faults };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const RULES: Axe.RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
};

/** Fails where axe finds a violation of WCAG 2.2 AA on the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    (rules) => (globalThis as unknown as { axe: typeof Axe }).axe.run(rules),
    RULES,
  );
  const told = found.violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.slice(0, 5).map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
  }));
  expect(told).toEqual([]);
}
