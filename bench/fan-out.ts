/*
 * CPU of one event from the bus to the last POST (validate, select, render, send; SDK calls
 * included) for 1, 10 and 100 webhooks, against JSON.parse and JSON.stringify of the same event in
 * the same run: `node bench/fan-out.ts [rounds] [deliveries a round]`. PowerAuth operation
 * callbacks with all attributes; every second webhook selects three attributes, one in ten none,
 * the others the default set; Basic authentication, no signature. Also what the parts that are pure
 * cost: validation, and cutting a selection; and how long an event to 1,000 webhooks takes fan-out.
 */
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { checkBuiltIn } from "../lambdas/shared/catalogue/check-built-in.ts";
import { validators } from "../lambdas/shared/catalogue/compiled/validators.js";
import { MAX_CHECK_STEPS } from "../lambdas/shared/domain/event-type.ts";
import { webhookSealContext } from "../lambdas/shared/domain/seal-context.ts";
import { selectAttributes } from "../lambdas/shared/domain/select-attributes.ts";
import { stepBudget } from "../lambdas/shared/domain/step-budget.ts";
import type { Tenant } from "../lambdas/shared/domain/tenant.ts";
import { BASIC_AUTH_PASSWORD_FIELD } from "../lambdas/shared/domain/webhook.ts";
import { environmentItemKey } from "../lambdas/shared/dynamodb/environment-item.ts";
import { writeWebhookItem } from "../lambdas/shared/dynamodb/webhook-item.ts";
import { makeVault } from "../lambdas/shared/vault/vault.ts";
import { MB_PER_CORE } from "../tools/virtual-aws/latencies.ts";
import { nextMessage, startChild } from "./support/child.ts";
import { cpuMsPer, median } from "./support/cpu.ts";
import { functionEnvironment } from "./support/environment.ts";
import type { FanOutCosts, WideCosts } from "./support/fan-out-worker.ts";
import { OPERATION_EVENT } from "./support/operation-event.ts";

const WIDTHS = [1, 10, 100];
/** Of an event that is sent in slices. */
const WIDE = 1000;
/** Of one core, what a function with 512 MB gets. */
const CORE_SHARE = 512 / MB_PER_CORE;
const TYPE = "OPERATION_STATUS_CHANGE";
const [roundsText = "7", deliveriesText = "3000"] = process.argv.slice(2);

const receiver = await startChild<{ port: number }>("receiver.ts");
const aws = await startChild<{ port: number }>("aws-stand-in.ts");
const awsUrl = `http://127.0.0.1:${aws.hello.port}`;
const env = functionEnvironment(awsUrl);
Object.assign(process.env, env);
const vault = makeVault({
  secretsManager: new SecretsManagerClient({}),
  keyId: env.VAULT_KEY_ID,
  now: Date.now,
});

for (const width of [...WIDTHS, WIDE]) aws.process.send({ items: await configuration(width) });
const worker = await startChild("fan-out-worker.ts", {
  args: [awsUrl, roundsText, deliveriesText, String(WIDE), ...WIDTHS.map(String)],
  env,
  stdout: "ignore",
});
const { costs, wide } = await nextMessage<{
  costs: Record<string, FanOutCosts[]>;
  wide: WideCosts[];
}>(worker);
worker.stop();
aws.stop();
receiver.stop();
printWhole();
printWide();
await printParts();

/** An application with so many webhooks, as the config API would have stored them. */
async function configuration(width: number): Promise<object[]> {
  const tenant: Tenant = { application: `acme-${width}`, environment: "production" };
  const webhooks = Array.from({ length: width }, async (_, index) => {
    const id = `wh_${String(width * 1000 + index).padStart(22, "0")}`;
    const context = webhookSealContext({ ...tenant, id }, BASIC_AUTH_PASSWORD_FIELD);
    return writeWebhookItem({
      ...tenant,
      id,
      version: 1,
      endpoint: `http://127.0.0.1:${receiver.hello.port}/${index}`,
      events: [TYPE],
      ...selectionOf(index),
      status: "enabled",
      config: { basicAuthUsername: "username", customHeaderNames: [] },
      sealed: { [BASIC_AUTH_PASSWORD_FIELD]: await vault.seal("a password", context) },
      createdAtMs: 0,
      modifiedAtMs: 0,
    });
  });
  const environment = { ...environmentItemKey(tenant), revision: { N: "1" } };
  return [environment, ...(await Promise.all(webhooks))];
}

function selectionOf(index: number): { attributes?: string[] } {
  if (index % 10 === 9) return { attributes: [] };
  return index % 2 === 0 ? { attributes: ["userId", "status", "timestampFinalized"] } : {};
}

function printWhole(): void {
  const json = median(WIDTHS.flatMap((width) => (costs[width] ?? []).map((cost) => cost.json)));
  process.stdout.write(
    `CPU per event, median of ${roundsText} rounds; JSON.parse + JSON.stringify of it: ${(json * 1000).toFixed(1)} µs\n`,
  );
  for (const width of WIDTHS) {
    const event = median((costs[width] ?? []).map((cost) => cost.event));
    const ratio = median((costs[width] ?? []).map((cost) => cost.event / cost.json));
    process.stdout.write(
      `  ${String(width).padStart(3)} webhooks: ${event.toFixed(3)} ms an event (${(event / width).toFixed(3)} a webhook), ${(1000 / event).toFixed(0)} events/s of CPU, ${ratio.toFixed(0)} × JSON\n`,
    );
  }
}

/** CPU time, and what it takes in a function. */
function tellMs(ms: number): string {
  return `${ms.toFixed(1)} ms (${(ms / CORE_SHARE).toFixed(0)} ms in a function of 512 MB)`;
}

function printWide(): void {
  const [whole, sliced, slice] = (["whole", "sliced", "slice"] as const).map((part) =>
    tellMs(median(wide.map((round) => round[part]))),
  );
  process.stdout.write(
    `Fan-out of an event to ${WIDE} webhooks: ${whole} as a whole; in slices ${sliced}, and ${slice} for each of them\n`,
  );
}

async function printParts(): Promise<void> {
  const times = 50_000;
  const text = JSON.stringify(OPERATION_EVENT);
  const names = ["type", "operationId", "userId", "status", "timestampFinalized"];
  const [compiled, interpreted] = [checkBuiltIn(validators)(TYPE), checkBuiltIn({})(TYPE)];
  const cost = (work: () => unknown) =>
    cpuMsPer(times, async () => {
      for (let i = 0; i < times; i += 1) work();
    });
  const json = await cost(() => JSON.stringify(JSON.parse(text)));
  const parts = [
    [
      "validate (compiled)",
      await cost(() => compiled?.(OPERATION_EVENT, stepBudget(MAX_CHECK_STEPS))),
    ],
    [
      "validate (interpreted, as own event types)",
      await cost(() => interpreted?.(OPERATION_EVENT, stepBudget(MAX_CHECK_STEPS))),
    ],
    ["select and render", await cost(() => selectAttributes(text, names))],
  ] as const;
  process.stdout.write("The pure parts of it:\n");
  for (const [title, ms] of parts) {
    process.stdout.write(
      `  ${title.padEnd(44)}${(ms * 1000).toFixed(2).padStart(7)} µs, ${(ms / json).toFixed(2)} × JSON\n`,
    );
  }
}
