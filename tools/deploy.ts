// `npm run deploy [-- cdk's own arguments]`: all stacks into the caller's AWS account.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { CloudFormationClient } from "@aws-sdk/client-cloudformation";

import { mergeOutputs } from "../local/cloud/deploy-stacks.ts";
import { RunFailed } from "../local/session/run-failed.ts";
import { makeRunFolder } from "../local/session/run-folder.ts";
import { runSession, type Session } from "../local/session/session.ts";
import { firstSteps } from "./deploy/first-steps.ts";
import { preflight } from "./deploy/preflight.ts";

const ROOT = join(import.meta.dirname, "..");

await runSession(deploy);

async function deploy(session: Session): Promise<number> {
  const given = process.argv.slice(2);
  const profile = profileOf(given);
  if (profile !== undefined) process.env["AWS_PROFILE"] = profile;
  const { folder } = await makeRunFolder(ROOT, session);
  const { target, namePrefix, settings } = await preflight({
    caller: new CloudFormationClient({}),
    args: given,
    profile,
    root: ROOT,
    folder,
    say: (line) => print(`${line}\n`),
  });
  print("\n");

  const outputsFile = join(folder, "outputs.json");
  const context = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  await cdk(["deploy", "--all", "--outputs-file", outputsFile, ...context, ...given], session);
  const outputs = mergeOutputs(await readFile(outputsFile, "utf8"));
  print("\n");
  for (const [name, value] of Object.entries(outputs)) print(`  ${name.padEnd(28)} ${value}\n`);
  print(`\n${firstSteps(outputs, { region: target.region, namePrefix })}`);
  return 0;
}

/** Runs the CDK on our terminal and process group, so it may ask to widen permissions. */
async function cdk(args: readonly string[], { signal }: Session): Promise<void> {
  const child = spawn(join(ROOT, "node_modules", ".bin", "cdk"), args, {
    cwd: ROOT,
    stdio: "inherit",
  });
  const stop = (): void => void child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  const [code] = (await once(child, "exit")) as [number | null];
  signal.throwIfAborted();
  if (code !== 0) {
    throw new RunFailed(
      `cdk deploy ended with code ${code}; what it says is above. Once that is mended, npm run deploy goes on where it ended`,
    );
  }
}

/** The value of `--profile`, which the CDK understands, too. */
function profileOf(args: readonly string[]): string | undefined {
  const index = args.indexOf("--profile");
  return index >= 0
    ? args[index + 1]
    : args.find((arg) => arg.startsWith("--profile="))?.slice("--profile=".length);
}

function print(text: string): void {
  process.stdout.write(text);
}
