/*
 * Size and init time of each function: bundled as lib/shared/pipeline-function.ts does, then
 * imported by fresh Node processes, clients made and environment read, as Lambda's init phase does:
 * `node bench/cold-start.ts [processes]`. `--inputs` as the last argument lists what the bundles
 * are made of.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

import { build, type Metafile } from "esbuild";

import { BUNDLING } from "../lib/shared/bundling.ts";
import { median } from "./support/cpu.ts";
import { functionEnvironment } from "./support/environment.ts";

const run = promisify(execFile);
const processCount = Number(process.argv.find((arg) => /^\d+$/.test(arg)) ?? 15);
const BUDGET_BYTES = 1_000_000;
const BUDGET_MS = 200;

const root = fileURLToPath(new URL("..", import.meta.url));
const outFolder = await mkdtemp(`${tmpdir()}/ringback-cold-start-`);
await writeFile(`${outFolder}/empty.mjs`, "export {};\n");

const rooms = (await readdir(`${root}lambdas`)).filter((room) =>
  existsSync(`${root}lambdas/${room}/handler.ts`),
);
process.stdout.write(
  `import() of an empty module: ${show(await initTimes(`${outFolder}/empty.mjs`))}\n`,
);
for (const room of rooms) {
  const { file, bytes, zippedBytes, metafile } = await bundle(room);
  const times = await initTimes(file);
  const isOver = bytes > BUDGET_BYTES || median(times) > BUDGET_MS;
  process.stdout.write(
    `${room.padEnd(14)}${kilobytes(bytes)} (${kilobytes(zippedBytes)} zipped), init ${show(times)}${isOver ? "  OVER BUDGET" : ""}\n`,
  );
  if (process.argv.includes("--inputs")) process.stdout.write(largestInputs(metafile));
}

await rm(outFolder, { recursive: true });

async function bundle(room: string) {
  const file = `${outFolder}/${room}.mjs`;
  const { metafile, outputFiles } = await build({
    entryPoints: [`${root}lambdas/${room}/handler.ts`],
    outfile: file,
    ...BUNDLING,
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  await writeFile(file, contents);
  return { file, bytes: contents.length, zippedBytes: gzipSync(contents).length, metafile };
}

/** Milliseconds of `import()` in fresh processes, one after the other. */
async function initTimes(file: string): Promise<number[]> {
  const script = `const start = performance.now(); await import(${JSON.stringify(file)}); console.error(performance.now() - start); process.exit()`;
  const times: number[] = [];
  while (times.length < processCount) {
    const { stderr } = await run(process.execPath, ["--input-type=module", "-e", script], {
      env: functionEnvironment("http://127.0.0.1:9"),
    });
    times.push(Number(stderr));
  }
  return times;
}

function largestInputs(metafile: Metafile): string {
  const sizes = new Map<string, number>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const source = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? "ringback";
      sizes.set(source, (sizes.get(source) ?? 0) + bytesInOutput);
    }
  }
  const largest = [...sizes].toSorted(([, a], [, b]) => b - a).slice(0, 12);
  return largest.map(([source, bytes]) => `    ${kilobytes(bytes)} ${source}\n`).join("");
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0).padStart(5)} KB`;
}

function show(times: readonly number[]): string {
  return `min ${Math.min(...times).toFixed(0)} ms, median ${median(times).toFixed(0)} ms`;
}
