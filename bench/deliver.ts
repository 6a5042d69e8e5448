/*
 * CPU of fan-out and deliver per delivered webhook, SDK calls included, against a bare undici POST
 * in the same run: `node bench/deliver.ts [rounds] [deliveries a round] [hmac|standard|none]
 * [--cpu-prof]`. The handlers run in a process of their own, against a stand-in for the AWS
 * endpoints and a receiver in others. 1 KB events, one webhook each, Basic authentication and a
 * signature (default: hmac), batches of ten, delivered at once. `--cpu-prof` leaves a profile of
 * the measured process in the working folder.
 */
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { webhookSealContext } from "../lambdas/shared/domain/seal-context.ts";
import {
  BASIC_AUTH_PASSWORD_FIELD,
  SIGNATURE_SCHEMES,
  SIGNATURE_SECRET_FIELD,
} from "../lambdas/shared/domain/webhook.ts";
import { environmentItemKey } from "../lambdas/shared/dynamodb/environment-item.ts";
import { writeEventTypeItem } from "../lambdas/shared/dynamodb/event-type-item.ts";
import { writeSigningKeyItem } from "../lambdas/shared/dynamodb/signing-key-item.ts";
import { writeWebhookItem } from "../lambdas/shared/dynamodb/webhook-item.ts";
import { makeSigningKeyMaker } from "../lambdas/shared/signing-keys/make-signing-key.ts";
import { makeVault } from "../lambdas/shared/vault/vault.ts";
import { nextMessage, startChild } from "./support/child.ts";
import { median } from "./support/cpu.ts";
import type { RoundCosts } from "./support/deliver-worker.ts";
import { functionEnvironment } from "./support/environment.ts";

const argv = process.argv.slice(2);
const [roundsText = "7", deliveriesText = "3000"] = argv.filter((arg) => /^\d+$/.test(arg));
const signatureScheme = SIGNATURE_SCHEMES.find((scheme) => argv.includes(scheme)) ?? "hmac";
const BUDGET_RATIO = 14; // 0.5 ms on a machine where the bare POST takes 0.035 ms
const GOAL_RATIO = 10;

const receiver = await startChild<{ port: number }>("receiver.ts");
const aws = await startChild<{ port: number }>("aws-stand-in.ts");
const awsUrl = `http://127.0.0.1:${aws.hello.port}`;
const receiverUrl = `http://127.0.0.1:${receiver.hello.port}/hooks`;

const env = functionEnvironment(awsUrl);
Object.assign(process.env, env);

aws.process.send({ items: await configuration() });
const isProfiling = argv.includes("--cpu-prof");
const worker = await startChild("deliver-worker.ts", {
  args: [awsUrl, receiverUrl, roundsText, deliveriesText],
  env,
  stdout: "ignore",
  execArgv: isProfiling ? ["--cpu-prof"] : [],
});
const { rounds, calls } = await nextMessage<{
  rounds: RoundCosts[];
  calls: Record<string, number>;
}>(worker);
worker.stop();
aws.stop();
receiver.stop();
print();

/** One tenant with ten webhooks, each for an own event type, as the config API stores them. */
async function configuration(): Promise<object[]> {
  const tenant = { application: "acme", environment: "production" } as const;
  const vault = makeVault({
    secretsManager: new SecretsManagerClient({}),
    keyId: env.VAULT_KEY_ID,
    now: Date.now,
  });
  const webhooks = Array.from({ length: 10 }, async (_, i) => {
    const webhook = { ...tenant, id: `wh_${String(i).padStart(22, "0")}` };
    const seal = (field: string): Promise<string> =>
      vault.seal(`the ${field} of a benchmark`, webhookSealContext(webhook, field));
    return writeWebhookItem({
      ...webhook,
      version: 1,
      endpoint: `${receiverUrl}/${i}`,
      events: [`TYPE_${i}`],
      status: "enabled",
      config: { basicAuthUsername: "username", customHeaderNames: [], signatureScheme },
      sealed: {
        [BASIC_AUTH_PASSWORD_FIELD]: await seal(BASIC_AUTH_PASSWORD_FIELD),
        [SIGNATURE_SECRET_FIELD]: await seal(SIGNATURE_SECRET_FIELD),
      },
      createdAtMs: 0,
      modifiedAtMs: 0,
    });
  });
  const types = Array.from({ length: 10 }, (_, i) =>
    writeEventTypeItem({
      ...tenant,
      name: `TYPE_${i}`,
      description: "",
      schema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
      attributes: { mandatory: [], selectable: [], default: "*" },
      createdAtMs: 0,
      modifiedAtMs: 0,
    }),
  );
  const signingKey = await makeSigningKeyMaker(vault)(tenant, 0, 0);
  return [
    { ...environmentItemKey(tenant), revision: { N: "1" } },
    writeSigningKeyItem(signingKey),
    ...types,
    ...(await Promise.all(webhooks)),
  ];
}

function print(): void {
  const cost = (stage: keyof RoundCosts): number => median(rounds.map((round) => round[stage]));
  const [fanOut, deliver, sender, bare] = [
    cost("fanOut"),
    cost("deliver"),
    cost("sender"),
    cost("bare"),
  ];
  const total = fanOut + deliver;
  const line = (title: string, ms: number): string =>
    `  ${title.padEnd(34)}${ms.toFixed(4)} ms ${((ms / total) * 100).toFixed(0).padStart(4)} %`;
  const ratio = median(rounds.map((round) => (round.fanOut + round.deliver) / round.bare));
  const verdict =
    ratio <= GOAL_RATIO ? "goal met" : ratio <= BUDGET_RATIO ? "within budget" : "OVER BUDGET";
  process.stdout.write(
    [
      `CPU per delivered webhook (signature: ${signatureScheme}), median of ${rounds.length} × ${deliveriesText}:`,
      line("fan-out", fanOut),
      line("deliver", deliver),
      line("  of which the sender's POST", sender),
      line("fan-out + deliver", total),
      line("a bare undici POST", bare),
      `  ratio ${ratio.toFixed(1)} (goal ${GOAL_RATIO}, budget ${BUDGET_RATIO}): ${verdict}`,
      `  AWS calls per delivery: ${Object.entries(calls)
        .map(([name, count]) => `${name} ${count.toFixed(2)}`)
        .join(", ")}`,
      "",
    ].join("\n"),
  );
}
