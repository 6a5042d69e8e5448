import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it, test } from "vitest";

import { ACME, GLOBEX } from "../../support/config-api-test-bed.ts";
import { STORE_PASSWORD } from "../../support/mtls-files.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { DOCUMENT_CSV, DOCUMENT_ROW, DOCUMENT_WEBHOOK, plainRow } from "./exported-rows.ts";
import { runCommand } from "./run-command.ts";
import { serveConfigApi } from "./served-config-api.ts";

const STORES = new URL("../../vectors/mtls/", import.meta.url).pathname;
const MAPPING = "http://localhost:8080=https://callbacks.example.com";
const MAPPED = "https://callbacks.example.com/your_app/operation/status/update";

function exported(...rows: readonly unknown[]): string {
  const file = join(temporaryFolder(), "export.json");
  writeFileSync(file, JSON.stringify(rows));
  return file;
}

/** The API, and the command against it with an admin key of acme. */
async function prepare() {
  const api = await serveConfigApi();
  const env = { RINGBACK_API_URL: api.url, RINGBACK_API_KEY: await api.keyOf("admin") };
  const run = (file: string, ...args: readonly string[]) => runCommand([file, ...args], env);
  const webhooks = async (tenant = ACME) =>
    (await api.admin("GET", "/webhooks", undefined, {}, tenant)).body.data;
  return { api, env, run, webhooks };
}

test("the row of the document is refused for its localhost, and created once that is mapped", async () => {
  const { run, webhooks } = await prepare();
  const file = join(temporaryFolder(), "export.csv");
  writeFileSync(file, DOCUMENT_CSV);

  const refused = await run(file);
  expect(refused).toMatchObject({ code: 1, errors: "" });
  expect(refused.output).toBe(
    "refused           row 1  operation-callback  endpoint: the scheme http:// is not allowed (use https://); " +
      "try --endpoint http://localhost:8080=https://callbacks.example.com\n" +
      "0 created, 0 there already, 1 refused\n",
  );
  expect(await webhooks()).toEqual([]);

  const created = await run(file, "--endpoint", MAPPING);
  expect(created.code).toBe(0);
  expect(created.output).toMatch(
    /^created {11}row 1 {2}operation-callback {2}wh_\w{22}\n1 created, 0 there already, 0 refused\n$/u,
  );
  const { config, ...webhook } = DOCUMENT_WEBHOOK;
  expect(await webhooks()).toMatchObject([
    {
      ...webhook,
      endpoint: MAPPED,
      status: "enabled",
      config: { basic_auth_username: config.basic_auth_username },
    },
  ]);
});

test("run again, it creates nothing: what is there is told from pages of the list", async () => {
  const { run, webhooks } = await prepare();
  const rows = [plainRow(), plainRow({ id: "2", name: null }), DOCUMENT_ROW];
  const file = exported(...rows);
  expect(await run(file, "--endpoint", MAPPING)).toMatchObject({ code: 0 });
  const before = await webhooks();
  expect(before).toHaveLength(3);

  const again = await run(file, "--endpoint", MAPPING);
  expect(again.code).toBe(0);
  expect(again.output).toContain("0 created, 3 there already, 0 refused\n");
  expect(await webhooks()).toEqual(before);
});

test("a row that is mapped elsewhere a second time is refused, and told what was before", async () => {
  const { run, webhooks } = await prepare();
  const file = exported(DOCUMENT_ROW);
  await run(file, "--endpoint", MAPPING);
  const again = await run(file, "--endpoint", "http://localhost:8080=https://new.example.com");
  expect(again.code).toBe(1);
  expect(again.output).toContain("was imported within the last 24 hours with other settings");
  expect(await webhooks()).toMatchObject([{ endpoint: MAPPED }]);
});

test("two rows that are alike become two webhooks, once", async () => {
  const { run, webhooks } = await prepare();
  const file = exported(plainRow({ id: "1" }), plainRow({ id: "2" }));
  expect((await run(file)).output).toContain("2 created");
  expect((await run(file)).output).toContain("0 created, 2 there already");
  expect(await webhooks()).toHaveLength(2);
});

test("a row that is in the file twice is created once", async () => {
  const { run, webhooks } = await prepare();
  const { code, output } = await run(exported(plainRow(), plainRow({ name: "other" })));
  expect({ code, count: (await webhooks()).length }).toEqual({ code: 1, count: 1 });
  expect(output).toContain("an earlier row has the same id");
});

test("a webhook that was changed since stays; one that was deleted is not told to be created", async () => {
  const { api, run, webhooks } = await prepare();
  const file = exported(plainRow());
  await run(file);
  const [{ id }] = await webhooks();
  await api.admin("PATCH", `/webhooks/${id}`, { name: "renamed" });

  const again = await run(file);
  expect(again.output).toMatch(/there already.*changed here since it was imported/u);
  expect(await webhooks()).toMatchObject([{ id, name: "renamed" }]);

  await api.admin("DELETE", `/webhooks/${id}`);
  const gone = await run(file);
  expect(gone.code).toBe(1);
  expect(gone.output).toMatch(/refused.*has been deleted since \(run it again a day after/u);
});

test("a disabled row is created and disabled; its webhook is not enabled by a second run", async () => {
  const { api, run, webhooks } = await prepare();
  const file = exported(plainRow({ enabled: false }));
  const { code, output } = await run(file);
  expect(code).toBe(0);
  expect(output).toMatch(/^created.*note: disabled, as the row is\n/u);
  expect(await webhooks()).toMatchObject([{ status: "disabled" }]);
  const [{ id }] = await webhooks();

  expect((await run(file)).output).toMatch(
    /^there already {5}row 1 {2}registrations {2}wh_\w{22}\n/u,
  );
  await api.admin("POST", `/webhooks/${id}/enable`);
  expect((await run(file)).output).toMatch(/^there already.*note: it is enabled here/u);
});

test("a row that cannot be disabled is refused, with the webhook that is there", async () => {
  const { api, run, webhooks } = await prepare();
  api.faults.push(({ path }) =>
    path.endsWith("/disable") ? { status: 503, body: "{}" } : undefined,
  );
  const { code, output } = await run(exported(plainRow({ enabled: "f" })));
  expect(code).toBe(1);
  expect(output).toMatch(/refused.* wh_\w{22} was created, but not disabled: .*answered 503/u);
  expect(await webhooks()).toHaveLength(1);
});

test("each application's rows go to its own key, and rows without one are refused", async () => {
  const { api, webhooks } = await prepare();
  const keys = [`1=${await api.keyOf("admin")}`, `2=${await api.keyOf("manager", GLOBEX)}`];
  const env = { RINGBACK_API_URL: api.url, RINGBACK_API_KEYS: keys.join(",") };
  const rows = ["1", 2, 3, null].map((application_id, index) =>
    plainRow({ application_id, id: index, name: `of ${application_id}` }),
  );
  const { code, output } = await runCommand([exported(...rows)], env);
  expect(code).toBe(1);
  expect(await webhooks()).toMatchObject([{ name: "of 1" }]);
  expect(await webhooks(GLOBEX)).toMatchObject([{ name: "of 2" }]);
  expect(output.match(/no API key for the application of this row/gu)).toHaveLength(2);
});

test("key stores are checked by the API, and their row alone is refused", async () => {
  const { run, webhooks } = await prepare();
  const certificate = (name: string, keyStorePassword = STORE_PASSWORD) => ({
    certificate: {
      enabled: true,
      useCustomKeyStore: true,
      keyStoreLocation: `/opt/${name}`,
      keyStorePassword,
    },
  });
  const rows = [
    certificate("client.jks"),
    certificate("client.jks", "wrong-password"),
    certificate("absent.jks"),
  ].map((authentication, id) => plainRow({ id, name: `row ${id}`, authentication }));
  const { code, output } = await run(exported(...rows), "--keystores", STORES);
  expect(code).toBe(1);
  expect(output).toMatch(/refused.*row 1 {2}config\.mtls\.keystore: .*password/u);
  expect(output).toMatch(/refused.*row 2 {2}key store absent\.jks cannot be read/u);
  expect(output).not.toContain("wrong-password");
  expect(await webhooks()).toMatchObject([{ name: "row 0", config: { mtls: {} } }]);
});

test("a token URL is mapped, and refused with a suggestion like an endpoint", async () => {
  const { run } = await prepare();
  const oAuth2 = {
    enabled: true,
    tokenUri: "http://localhost:9000/token",
    clientId: "client",
    clientSecret: "hush-hush",
  };
  const file = exported(plainRow({ authentication: { oAuth2 } }));
  const refused = await run(file);
  expect(refused.output).toMatch(
    /config\.oauth2\.token_url: .*; try --endpoint http:\/\/localhost:9000=/u,
  );
  const created = await run(file, "--endpoint", "http://localhost:9000=https://id.example.com");
  expect(created.code).toBe(0);
});

describe("a dry run", () => {
  it("shows what would be created, without secrets and without a request", async () => {
    const { api } = await prepare();
    const args = [exported(DOCUMENT_ROW, plainRow()), "--dry-run", "--endpoint", MAPPING];
    const { code, output } = await runCommand(args, { RINGBACK_API_URL: api.url });
    expect(code).toBe(0);
    expect(output).toContain(`"endpoint":"${MAPPED}"`);
    expect(output).toContain(
      '"basic_auth_username":"basic_http_username","basic_auth_password":"***"',
    );
    expect(output).toContain("\n2 would be created, 0 refused\n");
    expect(api.requests).toEqual([]);
  });

  it("refuses URLs that no deployment takes by default", async () => {
    const { code, output } = await runCommand([exported(DOCUMENT_ROW), "--dry-run"]);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^refused.*http:\/\/ is not allowed \(use https:\/\/\); try --endpoint/u,
    );
  });
});

test("--json prints the report as JSON", async () => {
  const { run } = await prepare();
  const { output } = await run(exported(plainRow(), DOCUMENT_ROW), "--json");
  expect(JSON.parse(output)).toEqual({
    dry_run: false,
    rows: [
      {
        row: 1,
        id: plainRow()["id"],
        application_id: "1",
        name: "registrations",
        outcome: "created",
        webhook_id: expect.stringMatching(/^wh_/u),
        notes: [],
      },
      {
        row: 2,
        id: DOCUMENT_ROW.id,
        application_id: "1",
        name: "operation-callback",
        outcome: "refused",
        message: "endpoint: the scheme http:// is not allowed",
        hint: "use https://",
        suggestion: "--endpoint http://localhost:8080=https://callbacks.example.com",
        notes: [],
      },
    ],
    created: 1,
    there_already: 0,
    refused: 1,
    would_be_created: 0,
  });
});

test("bad options and unreadable files end with 2, on standard error alone", async () => {
  const { run } = await prepare();
  for (const file of ["/nowhere/export.json", exported().replace("export.json", "")]) {
    const result = await run(file);
    expect(result).toMatchObject({ code: 2, output: "" });
    expect(result.errors).toMatch(/✖ .* cannot be read \(E(?:NOENT|ISDIR)\)/u);
  }
  expect(await run("a", "--nope")).toMatchObject({ code: 2, output: "" });
  expect((await runCommand(["--help"])).output).toContain("--dry-run");
});

test("an empty table is no failure", async () => {
  const { run } = await prepare();
  const { code, output } = await run(exported());
  expect({ code, output }).toEqual({ code: 0, output: "0 created, 0 there already, 0 refused\n" });
});
