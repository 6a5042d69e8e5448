import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build } from "esbuild";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import type * as FastClients from "../../../lambdas/shared/aws-client/fast-clients.ts";
import { BUNDLING } from "../../../lib/shared/bundling.ts";
import { adviseOnFailure } from "../../support/advise-on-failure.ts";
import { httpResponse, startTcpReceiver } from "../../support/tcp-receiver.ts";

adviseOnFailure(
  "undici or the SDK is made of other files than lib/shared/bundling.ts says. Look at what its options " +
    "are for, and mend or drop them: bundles grow, or stop working.",
);

const ENTRY = fileURLToPath(
  new URL("../../../lambdas/shared/aws-client/fast-clients.ts", import.meta.url),
);
const bundled = await build({ ...BUNDLING, entryPoints: [ENTRY], write: false, metafile: true });
const inputs = Object.keys(bundled.metafile.inputs);
const code = bundled.outputFiles[0]?.text ?? "";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ringback-bundle-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("of undici's parsers the one with SIMD is bundled, and the one without is left out", () => {
  const output = Object.values(bundled.metafile.outputs)[0];
  const outside = new Set(output?.imports.map(({ path }) => path));
  const foreign = [...outside].filter((path) => !isBuiltin(path));
  expect(foreign).toEqual([expect.stringMatching(/\/llhttp-wasm\.js$/u)]);
  expect(inputs.filter((path) => path.includes("llhttp_simd-wasm.js"))).toHaveLength(1);
});

test("undici knows by a name that it is bundled, and leaves out its experimental parser", async () => {
  expect(code).not.toContain("esbuildDetection");
  const { define: _, ...undetected } = BUNDLING;
  const { outputFiles } = await build({ ...undetected, entryPoints: [ENTRY], write: false });
  expect(outputFiles[0]?.text).toContain("esbuildDetection");
  expect((outputFiles[0]?.text.length ?? 0) - code.length).toBeGreaterThan(100_000);
});

test("of undici the client is bundled, and neither fetch nor WebSocket", () => {
  expect(inputs).toContain("node_modules/undici/lib/dispatcher/client.js");
  const needless = /undici\/(?:index|lib\/web\/fetch\/index|lib\/web\/websocket\/.*)\.js$/u;
  expect(inputs.filter((path) => needless.test(path))).toEqual([]);
});

test("of the SDK's sources of credentials the environment is bundled, and no other", () => {
  const sources = inputs.map(
    (path) => /credential-providers?-?(?<source>[a-z-]*)/u.exec(path)?.[0],
  );
  expect(new Set(sources.filter(Boolean))).toEqual(new Set(["credential-provider-env"]));
});

test("what is bundled calls AWS", async () => {
  const file = join(folder, "bundle.mjs");
  await writeFile(file, code);
  const receiver = await startTcpReceiver(
    (socket) => void socket.write(httpResponse(200, '{"Successful":[]}')),
  );
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "id");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "key");
  const { makeFastSqs, FAST_COMMANDS } = (await import(
    pathToFileURL(file).href
  )) as typeof FastClients;
  const sqs = makeFastSqs();
  for (let i = 0; i < 2; i += 1) {
    const input = { QueueUrl: `http://127.0.0.1:${receiver.port}/1/q`, Entries: [] };
    const { Successful } = await sqs.send(new FAST_COMMANDS.sqs.SendMessageBatchCommand(input));
    expect(Successful).toEqual([]);
  }
  sqs.destroy();
  await receiver.close();
  const counted = receiver.requests.map((request) => /amz-sdk-request/iu.test(request));
  expect(counted).toEqual([true, false]);
});
