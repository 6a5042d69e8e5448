import type { BrowserContextOptions } from "playwright-core";

import { expectAccessible, openTab, type Tab } from "../../../console/browser/support/browser.ts";
import { apiCaller, type ApiCaller, type TestTenant } from "../../../support/cloud.ts";
import { type Scenario, startScenario } from "../../../support/scenario.ts";

/** The console of the deployed stacks in a browser. */
export interface DeployedConsole extends Tab {
  /** Shows a place: `/production/webhooks`. */
  go(place: string): Promise<void>;
  /** Gives a key as a person does, where the page asks for one. */
  giveKey(key: string, button?: string): Promise<void>;
  /** Fails where axe finds a violation on the page as it is now. */
  look(): Promise<void>;
}

/** What a story begins with: a tenant with a key for each of its environments, and a receiver. */
export interface Story extends Scenario {
  readonly sandbox: TestTenant;
  /** Opens the console in a tab of its own, without a session. */
  open(options?: BrowserContextOptions): Promise<DeployedConsole>;
}

/** @param label part of the application's id, to be found again in logs and seen in pictures */
export async function startStory(label: string): Promise<Story> {
  const scenario = await startScenario(label);
  const { cloud, tenant } = scenario;
  return {
    ...scenario,
    sandbox: await sandboxOf(cloud.operator, tenant, cloud.api_url),
    async open(options = {}) {
      const tab = await openTab(new URL(cloud.console_url).origin, options);
      const { page } = tab;
      await page.goto(cloud.console_url);
      await page.getByLabel("API key", { exact: true }).waitFor();
      const [base] = page.url().split("#");
      return {
        ...tab,
        async go(place) {
          await page.goto(`${base}#${place}`);
        },
        async giveKey(key, button = "Sign in") {
          await page.getByLabel("API key", { exact: true }).fill(key);
          await page.getByRole("button", { name: button, exact: true }).click();
        },
        look: () => expectAccessible(page),
      };
    },
  };
}

async function sandboxOf(
  operator: ApiCaller,
  { application }: TestTenant,
  apiUrl: string,
): Promise<TestTenant> {
  const environment = "sandbox";
  const request = { name: "sandbox", role: "admin", application, environment };
  const { key } = (await operator("POST", "/api-keys", request)).body;
  return { application, environment, apiKey: key, api: apiCaller(apiUrl, key) };
}
