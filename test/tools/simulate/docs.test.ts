import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { readSimulateOptions } from "../../../tools/simulate/options.ts";
import { drawOutage } from "../../../tools/simulate/show/draw-outage.ts";
import { tellOutage } from "../../../tools/simulate/show/tell-outage.ts";
import { simulateOutage } from "../../../tools/simulate/simulate-outage.ts";

const docs = new URL("../../../docs/", import.meta.url);
const page = readFileSync(new URL("retries.md", docs), "utf8");

const COMMAND =
  "npm run simulate -- --profile pawapass --down 36h --deliveries 5 --svg docs/retries-pawapass-36h.svg";

test("docs/retries.md shows what its command prints and draws", async () => {
  expect(page).toContain(`\n${COMMAND}\n`);
  const args = COMMAND.split(" ").slice(4);
  const options = readSimulateOptions(args);
  if (options.help) throw new Error("the command asks for help");

  const outage = await simulateOutage(options.plan);

  // Where they differ: run the command again, and put what it prints into the page.
  expect(page).toContain(`\`\`\`text\n${tellOutage(outage)}\`\`\`\n`);
  expect(options.svgFile).toBe("docs/retries-pawapass-36h.svg");
  const drawn = readFileSync(new URL("retries-pawapass-36h.svg", docs), "utf8");
  expect(drawOutage(outage)).toBe(drawn);
});
