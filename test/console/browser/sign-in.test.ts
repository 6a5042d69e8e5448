import { expect, test } from "vitest";

import { expectAccessible } from "./support/browser.ts";
import { openConsole } from "./support/open-console.ts";

test("a key opens the console, and stays out of the address", async () => {
  const { page, signIn } = await openConsole();
  await expectAccessible(page);
  await signIn();
  await expectAccessible(page);
  expect(page.url()).not.toContain("rbk_");
});
