import type { Browser, Page } from "playwright-core";

import { FEW, MANY } from "./console-data.ts";
import type { ServedConsole } from "./console-served.ts";

/** Milliseconds from the navigation to the first paint of a page, in a tab with nothing cached. */
export async function paintMs(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await page.evaluate<number>(PAINT);
  } finally {
    await context.close();
  }
}

/**
 * Milliseconds from the navigation until the API reference has its heading, with nothing cached.
 */
export async function referenceMs(browser: Browser, { url }: ServedConsole): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${url}/docs`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    return await page.evaluate<number>("performance.now()");
  } finally {
    await context.close();
  }
}

// Scripts of the page are texts: bench is compiled without the browser's types.
const PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const entry = list.getEntriesByName("first-contentful-paint")[0];
    if (entry) resolve(entry.startTime);
  }).observe({ type: "paint", buffered: true });
})`;

/** A list and how long it took, each time; of the tenant that has much, and of the other. */
export interface ListTimes {
  readonly title: string;
  readonly manyMs: readonly number[];
  readonly fewMs: readonly number[];
  /** Of the first, what its calls of the API took, one beside the other. */
  readonly apiMs: readonly number[];
}

interface List {
  readonly title: string;
  /** Where it is, for a tenant's first webhook. */
  readonly place: (webhookId: string) => string;
}

const LISTS: readonly List[] = [
  { title: "webhooks", place: () => "/production/webhooks" },
  {
    title: "deliveries of a webhook",
    place: (id) => `/production/deliveries?webhook_id=${id}`,
  },
  {
    title: "dropped deliveries of all",
    place: () => "/production/deliveries?status=dropped",
  },
];

/** Where each begins: a page without a table. */
const START = "/production/signing-keys";

/** Opens each list in turn, of one tenant and the other. */
export async function timeLists(
  browser: Browser,
  served: ServedConsole,
  webhookIds: { readonly many: string; readonly few: string },
  rounds: number,
): Promise<ListTimes[]> {
  const many = await signedIn(browser, served, MANY.tenant);
  const few = await signedIn(browser, served, FEW.tenant);
  const times: ListTimes[] = [];
  for (const { title, place } of LISTS) {
    const manyMs: number[] = [];
    const fewMs: number[] = [];
    const apiMs: number[] = [];
    // The first only warms up.
    for (let round = -1; round < rounds; round += 1) {
      served.takeApiMs();
      const ofMany = await listMs(many, place(webhookIds.many));
      const ofApi = served.takeApiMs();
      const ofFew = await listMs(few, place(webhookIds.few));
      if (round < 0) continue;
      manyMs.push(ofMany);
      apiMs.push(ofApi);
      fewMs.push(ofFew);
    }
    times.push({ title, manyMs, fewMs, apiMs });
  }
  return times;
}

async function signedIn(
  browser: Browser,
  { bed, url }: ServedConsole,
  tenant: (typeof MANY)["tenant"],
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${url}/console/`);
  await page.getByLabel("API key", { exact: true }).fill(await bed.keyOf("admin", tenant));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation").first().waitFor();
  return page;
}

/** Milliseconds from the change of the address until the list's first rows are painted. */
async function listMs(page: Page, place: string): Promise<number> {
  await page.evaluate(`location.hash = ${JSON.stringify(START)}`);
  await page.locator("main table").waitFor({ state: "detached" });
  await page.waitForLoadState("networkidle");
  return await page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    const watch = new MutationObserver(() => {
      if (document.querySelector("main table tbody tr") === null) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    });
    watch.observe(document.body, { childList: true, subtree: true });
    location.hash = ${JSON.stringify(place)};
  })`);
}
