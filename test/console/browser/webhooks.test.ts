import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";

import type { AttemptResult } from "../../../lambdas/shared/domain/attempt-outcome.ts";
import type { Breaker } from "../../../lambdas/shared/domain/breaker.ts";
import { rejectedEventOf } from "../../../lambdas/shared/domain/rejected-event.ts";
import { DOWN } from "../../contracts/breakers.ts";
import { ACME, makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";
import { openDeliveryStory } from "../../support/delivery-story.ts";
import { documentCode } from "../../support/document-code.ts";
import { MemoryBreakers } from "../../support/fakes/memory-breakers.ts";
import { PLAIN_WEBHOOK } from "../../support/plain-webhook.ts";
import { expectAccessible } from "./support/browser.ts";
import { openConsole } from "./support/open-console.ts";

const HOSTILE = '<img src=x onerror="document.title=1"><script>alert(1)</script>';

/** A console whose API knows how receivers are, with a clock that goes. */
async function openWebhooks(options: BrowserContextOptions = {}) {
  const breakers = new MemoryBreakers();
  const bed = makeConfigApiTestBed(undefined, {
    breakers,
    listHealth: async () =>
      new Map(Array.from(breakers.kept, ([id, breaker]) => [id, { standing: undefined, breaker }])),
  });
  const opened = await openConsole(options, bed);
  Object.defineProperty(bed.clock, "nowMs", { get: () => Date.now() });
  /** A receiver that is down, since an hour. */
  const putDown = (id: string): void => {
    const breaker: Breaker = { ...DOWN, state: "down", sinceMs: Date.now() - 3_600_000 };
    breakers.kept.set(id, breaker);
  };
  const create = async (given: object): Promise<string> => {
    const body = { endpoint: "https://example.com/hooks", events: ["A", "B"], ...given };
    const created = await bed.admin("POST", "/webhooks", body);
    expect(created.status).toBe(201);
    return created.body.id as string;
  };
  /** What every receiver says from now on. */
  const answers = (result: Partial<AttemptResult>): void => {
    bed.sender.send = async (request) => {
      bed.requests.push(request);
      const times = { startedAtMs: Date.now(), durationMs: 8 };
      return { kind: "response", status: 204, bodyHead: "", ...times, ...result } as AttemptResult;
    };
  };
  return { ...opened, bed, breakers, putDown, create, answers };
}

function rowsOf(page: Page) {
  return page.getByRole("table", { name: "Webhooks" }).locator("tbody tr");
}

/** That the page itself does not scroll sideways. */
async function expectNarrow(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
}

test("the first webhook is asked for; of a thousand the one in trouble is found", async () => {
  const { page, bed, signIn, go, putDown } = await openWebhooks({ colorScheme: "dark" });
  await signIn();
  await page.getByRole("link", { name: "Make the first webhook" }).waitFor();
  await expectAccessible(page);

  const idOf = (number: number): string => `wh_${String(number).padStart(22, "0")}`;
  const createdAtMs = Date.now();
  for (let number = 1; number <= 1000; number += 1) {
    await bed.stores.webhooks.create({
      ...PLAIN_WEBHOOK,
      id: idOf(number),
      name: number === 7 ? HOSTILE : `Receiver ${number}`,
      events: number % 2 === 0 ? ["A"] : ["B"],
      createdAtMs,
      modifiedAtMs: createdAtMs,
    });
  }
  putDown(idOf(777));
  await go("/sandbox/webhooks");
  await go("/production/webhooks");
  await page.getByText("1,000 webhooks: 1 down").waitFor();
  expect(await rowsOf(page).count()).toBe(20);
  await rowsOf(page).first().getByText("no deliveries").waitFor();
  await page.getByText("Page 1 of 50").waitFor();

  await page.getByLabel("Order").selectOption({ label: "Trouble first" });
  const worst = rowsOf(page).first();
  await worst.getByText("Receiver 777").waitFor();
  expect(await worst.innerText()).toContain("down");
  await page.getByLabel("Search").fill("onerror");
  await page.getByText("1 of 1,000 webhooks").waitFor();
  expect(await rowsOf(page).first().innerText()).toContain(HOSTILE);
  await page.getByLabel("Search").fill("");
  await page.getByLabel("Event type").selectOption("A");
  await page.getByText("500 of 1,000 webhooks").waitFor();
  await page.getByLabel("Receiver").selectOption("down");
  await page.getByText("No webhook is like that").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByRole("button", { name: "Next" }).press("Enter");
  await page.waitForURL(/#\/production\/webhooks\?order=trouble&page=2$/u);
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 700 });
  await expectNarrow(page);
});

test("a webhook is looked at, tested, given another secret, paused and deleted", async () => {
  const { page, bed, signIn, go, create, answers, putDown } = await openWebhooks();
  const id = await create({
    name: HOSTILE,
    filter: { status: ["ACTIVE"] },
    config: { signature: { scheme: "hmac" } },
  });
  putDown(id);
  await signIn();
  await go(`/production/webhooks/${id}`);
  await page.getByRole("heading", { name: HOSTILE }).waitFor();
  await page.getByText("It failed for minutes, every time.").waitFor();
  await page.getByText('status is "ACTIVE"').waitFor();

  const testing = page.getByRole("region", { name: "Test request" });
  const send = testing.getByRole("button", { name: "Send test request" });
  answers({ status: 500, bodyHead: HOSTILE });
  await send.click();
  await testing.getByText("500 Internal Server Error").waitFor();
  expect(await testing.innerText()).toContain(HOSTILE);
  answers({ kind: "failure", reason: "refused_destination", message: "10.0.0.0/8" });
  await send.click();
  await testing.getByText("Ringback does not send to this address").waitFor();
  await testing.getByText("Private and local addresses").waitFor();
  answers({ status: 204 });
  await testing.getByLabel("Body").selectOption("A");
  await testing.getByLabel("Payload").fill("{");
  await send.click();
  await testing.getByText("Payload is not JSON").waitFor();
  await testing.getByLabel("Payload").fill('{"amount": 5.00}');
  await send.click();
  await testing.getByText("204 No Content").waitFor();
  expect(bed.requests.at(-1)?.body).toBe('{"amount":5.00}');
  await testing.getByText("What was sent").click();
  await testing.getByRole("cell", { name: "X-SIGNATURE" }).waitFor();
  // A success has a receiver that was down tried again.
  await page.getByText("It answered again, and gets what waits").waitFor();

  const secret = page.getByRole("region", { name: "Signature secret" });
  await secret.getByLabel("stays for a day").check();
  await secret.getByRole("button", { name: "Make a new secret" }).click();
  await page.getByRole("dialog").getByText("The old one signs until then").waitFor();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Make a new secret" }).click();
  await secret.getByRole("heading", { name: "The new secret" }).waitFor();
  await secret.getByText("The one before signs until").waitFor();
  expect(await secret.locator("code").innerText()).toMatch(/^[0-9a-f]{64}$/u);
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 700 });
  await expectNarrow(page);
  await page.setViewportSize({ width: 1280, height: 720 });

  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await page.getByText("Its deliveries wait, at most 28 days.").waitFor();
  await page.getByRole("button", { name: "Enable" }).click();
  await page.getByText("It gets deliveries.").waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("There is no webhook yet").waitFor();
  await page.goBack();
  await page.getByText("There is no such webhook here").waitFor();
});

test("a webhook that got nothing is explained, event by event", async () => {
  const { page, bed, signIn, go, create, putDown } = await openWebhooks({ colorScheme: "dark" });
  const createdAtMs = Date.now() - 86_400_000;
  const { put } = await openDeliveryStory({ name: "other", events: ["A"] }, bed);
  const id = await create({ name: "Cards", events: ["A"], filter: { status: ["ACTIVE"] } });
  const webhook = await bed.stores.webhooks.read(ACME, id);
  if (webhook === undefined) throw new Error("no webhook");
  const before = { ...webhook, createdAtMs, modifiedAtMs: createdAtMs, version: 2 };
  await bed.stores.webhooks.replace(before, webhook.version);
  const acceptedAtMs = Date.now() - 3_600_000;
  const status = { status: "delivered", lastOutcome: "204", settledAtMs: acceptedAtMs } as const;
  await put(1, { acceptedAtMs, payload: `{"status": ${JSON.stringify(HOSTILE)}}`, ...status });
  await put(2, {
    acceptedAtMs,
    webhookId: id,
    status: "parked",
    nextAttemptAtMs: Date.now() + 60_000,
    tries: [{ startedAtMs: acceptedAtMs, durationMs: 9, verdict: "retry", failure: "tls" }],
  });
  const rejection = {
    reason: "invalid_payload",
    errors: [{ field: "payload.status", message: "expected a string, got a number" }],
  } as const;
  const entry = JSON.stringify({ "detail-type": "A", detail: { id: "3", application: "acme" } });
  await bed.rejectedEvents.put(ACME, rejectedEventOf(entry, rejection, ACME, acceptedAtMs));
  putDown(id);

  await signIn();
  await go(`/production/webhooks/${id}`);
  await page.getByRole("link", { name: "Why did it get nothing?" }).click();
  const said = page.locator(".why-reason");
  const findings = page.locator(".findings");
  await said.getByText("It is down since").waitFor();
  await findings.getByText("payload.status: expected a string, got a number").waitFor();
  await expectAccessible(page);

  const ask = async (event: string): Promise<void> => {
    await page.getByLabel("Event", { exact: true }).fill(event);
    await page.keyboard.press("Enter");
  };
  await ask("1");
  await said.getByText("what stands at status is not what it asks for").waitFor();
  expect(await findings.innerText()).toContain(
    `✗ status is "ACTIVE": there is ${JSON.stringify(HOSTILE).slice(0, 40)}`,
  );
  await ask("2");
  await said.getByText("no trusted TLS connection").waitFor();
  await findings.getByText("intermediate certificates").waitFor();
  await ask("3");
  await said.getByText("its payload does not fit the schema of its type").waitFor();
  await ask("nobody's");
  await said.getByText("there is no event nobody's in production of acme").waitFor();
  await expectAccessible(page);

  await page.getByText("I know no id").click();
  await page.getByRole("button", { name: "Find events" }).click();
  await page.getByRole("button", { name: /^evt_/u }).first().click();
  await said.getByText(/what stands at status|no trusted TLS/u).waitFor();
  await page.setViewportSize({ width: 360, height: 700 });
  await expectNarrow(page);
});

test("a receiver's code is there in four languages, with what is configured", async () => {
  const { page, url, signIn, go, create } = await openWebhooks();
  const jws = await create({
    name: "JWS",
    config: { signature: { scheme: "jws", header_name: "X-Acme-Signature" } },
  });
  const standard = await create({
    name: "Standard",
    config: { signature: { scheme: "standard" } },
  });
  await signIn();
  await go(`/production/webhooks/${jws}/verify`);
  const code = page.getByRole("tabpanel").locator("pre");
  for (const language of ["Node", "Python", "Java", "Go"]) {
    await page.getByRole("tab", { name: language }).click();
    expect(await code.innerText()).toContain("X-Acme-Signature");
    expect(await code.innerText()).toContain(`"${url}/applications/acme/production/signing-keys/"`);
  }
  await expectAccessible(page);

  await go(`/production/webhooks/${standard}/verify`);
  await page.getByText("refuse what is older than five minutes").waitFor();
  await page.getByRole("tab", { name: "Node" }).focus();
  const files = [
    "verify-standard.mjs",
    "verify_standard.py",
    "VerifyStandard.java",
    "verify_standard.go",
  ];
  for (const file of files) {
    await page.getByText(file, { exact: true }).waitFor();
    expect(`${(await code.innerText()).trimEnd()}\n`).toBe(documentCode("verify.md").get(file));
    await page.keyboard.press("ArrowRight");
  }
  await page.setViewportSize({ width: 360, height: 700 });
  await expectNarrow(page);
});

test("who may only read is offered nothing else", async () => {
  const { page, signIn, go, create } = await openWebhooks();
  const id = await create({ name: "Cards" });
  await signIn("reader");
  await rowsOf(page).first().waitFor();
  expect(await page.getByRole("link", { name: "New webhook" }).count()).toBe(0);
  await go(`/production/webhooks/${id}`);
  await page.getByRole("heading", { name: "Configuration" }).waitFor();
  for (const name of ["Send test request", "Make a new secret", "Disable", "Delete"]) {
    expect(await page.getByRole("button", { name }).count()).toBe(0);
  }
  expect(await page.getByRole("link", { name: "Edit" }).count()).toBe(0);
});
