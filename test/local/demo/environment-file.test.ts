import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { CloudFile } from "../../../local/cloud/cloud-file.ts";
import { writeEnvironmentFile } from "../../../local/demo/environment-file.ts";
import { usage } from "../../../local/demo/usage.ts";
import { SHELLS } from "../../support/shells.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const CLOUD: CloudFile = {
  ready: true,
  endpoint_url: "http://127.0.0.1:4566",
  region: "us-east-1",
  api_url: "http://127.0.0.1:4566/_aws/execute-api/abc/$default",
  console_url: "http://127.0.0.1:4566/_aws/execute-api/abc/$default/console",
  operator_key: "op_secret",
  event_bus: "ringback",
  queues: {},
  pid: 41,
};
const TENANT = { apiKey: 'it\'s $HOME `x` "y" \\', receiverUrl: "http://127.0.0.1:9" };

describe("env.sh", () => {
  it("is readable by its owner only, and holds no operator key", async () => {
    const path = join(temporaryFolder(), ".ringback", "env.sh");
    await writeEnvironmentFile(path, CLOUD, TENANT);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(execFileSync("cat", [path], { encoding: "utf8" })).not.toContain("op_secret");
  });

  it.each(SHELLS)("gives %s what it says, character for character", async (shell) => {
    const path = join(temporaryFolder(), "env.sh");
    await writeEnvironmentFile(path, CLOUD, TENANT);
    const script = `source ${path}; printf '%s\\n' "$API" "$KEY" "$RECEIVER" "$BUS" "$ENDPOINT" "$REGION"`;
    const printed = execFileSync(shell, ["-c", script], { encoding: "utf8" });
    expect(printed.split("\n")).toEqual([
      CLOUD.api_url,
      TENANT.apiKey,
      TENANT.receiverUrl,
      "ringback",
      CLOUD.endpoint_url,
      "us-east-1",
      "",
    ]);
  });
});

describe("the usage", () => {
  it("names the console, and a key to sign in with", () => {
    const text = usage(CLOUD, "/here/.ringback/env.sh", "rbk_demo");
    expect(text).toContain(`${CLOUD.console_url}\nSign in with the API key rbk_demo\n`);
  });

  it("has no comments between commands, which an interactive zsh does not know", () => {
    expect(usage(CLOUD, "/it's here/.ringback/env.sh", TENANT.apiKey)).not.toMatch(/^\s*#/mu);
  });

  it.each(SHELLS)("has commands that %s can read", (shell) => {
    const commands = usage(CLOUD, "/it's here/.ringback/env.sh", TENANT.apiKey)
      .split("\n")
      .filter((line) => line.startsWith("  "))
      .join("\n");
    expect(() => execFileSync(shell, ["-n", "-c", commands], { stdio: "pipe" })).not.toThrow();
    expect(commands).toContain("source '/it'\\''s here/.ringback/env.sh'");
  });
});
