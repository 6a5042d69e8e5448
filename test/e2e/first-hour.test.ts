import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { writeEnvironmentFile } from "../../local/demo/environment-file.ts";
import { startExampleReceiver } from "../support/example-programs.ts";
import { PYTHON } from "../support/foreign-verification.ts";
import { readPage, shellBlocks } from "../support/pages.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { has, SHELLS } from "../support/shells.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
/** Has boto3 in place of the SDK that users install. */
const PYTHON_PATH = join(ROOT, "test/support/boto3");

const { cloud, tenant, receiver } = await startScenario("first-hour");

/** A shell in a folder with the `.ringback/env.sh` that `npm start` would write there. */
async function shellOf(shell: string) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, ".ringback"));
  await writeEnvironmentFile(join(folder, ".ringback", "env.sh"), cloud, {
    apiKey: tenant.apiKey,
    receiverUrl: receiver.url,
  });
  return async (commands: string, environment: Record<string, string> = {}): Promise<string> => {
    const env = { PATH: process.env["PATH"], HOME: folder, ...environment };
    const script = `source .ringback/env.sh\n${commands}`;
    const { stdout } = await run(shell, ["-c", script], { cwd: folder, env });
    return stdout;
  };
}

/** What the API says of an event once all of its deliveries have ended. */
async function endedEvent(id: string): Promise<{ deliveries: { id: string; status: string }[] }> {
  for (;;) {
    const { status, body } = await tenant.api("GET", `/events/${id}`);
    const isEnded = status === 200 && body.deliveries.every(hasEnded);
    if (isEnded) return body;
    await sleep(100);
  }
}

function hasEnded({ status }: { status: string }): boolean {
  return status === "delivered" || status === "dropped";
}

describe.each(SHELLS)("the commands of the README, pasted into %s", (shell) => {
  const [source, first = "", byAwsCli = "", deliveries = ""] = shellBlocks(
    readPage("README.md"),
    "Your first webhook",
  );

  test("make a webhook, publish an event, and show what became of it", async () => {
    expect(source).toBe("source .ringback/env.sh\n");
    const paste = await shellOf(shell);
    const before = receiver.requestsTo("/mine").length;
    const [webhook = "", published = ""] = (await paste(first)).split("\n");
    const { id } = JSON.parse(published).data[0];
    const requests = await receiver.waitFor(before + 1, { path: "/mine" });
    expect(requests.map(({ headers }) => headers["ringback-event"])).toContain(id);
    await endedEvent(id);
    const { data } = JSON.parse(await paste(deliveries));
    expect(data).toContainEqual(
      expect.objectContaining({
        event_id: id,
        webhook_id: JSON.parse(webhook).id,
        status: "delivered",
      }),
    );
    await tenant.api("DELETE", `/webhooks/${JSON.parse(webhook).id}`);
  });

  test.each(has("aws") ? ["AWS CLI"] : [])("put an event on the bus by the %s", async () => {
    const paste = await shellOf(shell);
    const ours = byAwsCli.replace('\\"demo\\"', `\\"${tenant.application}\\"`);
    expect(ours).not.toBe(byAwsCli);
    expect(JSON.parse(await paste(ours))).toMatchObject({ FailedEntryCount: 0 });
  });
});

test("the calls of docs/nothing-arrived.md are answered, all of them", async () => {
  const created = await tenant.api("POST", "/webhooks", {
    endpoint: `${receiver.url}/refuses`,
    events: ["CARD_STATUS_CHANGE"],
  });
  receiver.answer("/refuses", [410, 410, 204]);
  const payload = { event: "CARD_STATUS_CHANGE", card_status_change: { new_status: "LOST" } };
  const event = await tenant.api("POST", "/events", { type: "CARD_STATUS_CHANGE", payload });
  const EVENT = event.body.data[0].id;
  const { deliveries } = await endedEvent(EVENT);
  const environment = { EVENT, WEBHOOK: created.body.id, DELIVERY: deliveries[0]?.id ?? "" };
  const paste = await shellOf("bash");
  const blocks = shellBlocks(readPage("docs/nothing-arrived.md"));
  const answers: Record<string, unknown>[] = [];
  for (const block of blocks) {
    if (block.includes("/resend")) await tenant.api("POST", `/webhooks/${created.body.id}/enable`);
    answers.push(JSON.parse(await paste(block, environment)));
  }
  expect((await endedEvent(EVENT)).deliveries).toMatchObject([{ status: "delivered" }]);
  const isMine = (body: { delivery_id?: string }) => body.delivery_id === environment.DELIVERY;
  expect(await queueProbe(cloud, "dropped").take(1, isMine)).toHaveLength(1);
  expect(answers).toEqual([
    expect.objectContaining({ id: EVENT, deliveries: [expect.anything()] }),
    expect.objectContaining({ status: "dropped", drop_reason: "gone" }),
    expect.objectContaining({ attempt: expect.objectContaining({ status: 410 }) }),
    expect.objectContaining({ data: [] }),
    expect.objectContaining({ data: [expect.objectContaining({ status: "gone" })] }),
    expect.objectContaining({ id: environment.DELIVERY }),
  ]);
});

describe.each([
  ["node", process.execPath, "mjs", "post-event", "put-events", "receiver"],
  ["python", PYTHON, "py", "post_event", "put_events", "receiver"],
])("the examples in %s", (folder, program, extension, post, put, receive) => {
  const path = (name: string): string => join(ROOT, "examples", folder, `${name}.${extension}`);

  test("publish over HTTP and to the bus, and the receiver takes what is signed, once", async () => {
    const example = await startExampleReceiver(program, path(receive));
    const created = await tenant.api("POST", "/webhooks", {
      endpoint: `${example.url}/hooks`,
      events: ["CARD_STATUS_CHANGE"],
      config: { signature: { scheme: "standard", secret: example.secret } },
    });
    expect(created.status).toBe(201);
    const env = {
      API: cloud.api_url,
      KEY: tenant.apiKey,
      BUS: cloud.event_bus,
      ENDPOINT: cloud.endpoint_url,
      REGION: cloud.region,
      APPLICATION: tenant.application,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      PYTHONPATH: PYTHON_PATH,
      PYTHONDONTWRITEBYTECODE: "1",
    };
    const { stdout: posted } = await run(program, [path(post)], { env });
    expect(posted).toMatch(/^evt_\w+\n$/);
    const { stdout: put_ } = await run(program, [path(put)], { env });
    expect(put_).toMatch(/^[0-9a-f-]{36}\n$/);
    const [, event] = /^(evt_\w+)$/m.exec(posted) ?? [];
    await example.prints(new RegExp(`new dlv_${event?.slice(4)}_`));
    await example.prints(/new [^]*new /);
    await tenant.api("DELETE", `/webhooks/${created.body.id}`);
  });
});
