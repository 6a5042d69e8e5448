import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

import { expect, test } from "vitest";

import { buildAssets } from "../../../console/build/build-assets.ts";
import { compressed } from "../../../console/build/compressed.ts";
import { PAGES, type PageSource } from "../../../console/build/pages.ts";
import { readBuiltFiles } from "../../../lambdas/console/built-files.ts";
import { PAGES as SERVED } from "../../../lambdas/console/domain/pages.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** What the console may take in all, as brotli: issue 17. */
const MOST_BYTES = 150_000;

/** A page of a test: its template, script, styles and an asset that is ready. */
function samplePage(template: string, script = "document.title = 'sample';"): PageSource {
  const folder = temporaryFolder();
  const files = {
    "sample.html": template,
    "sample.tsx": `import "./sample.css";\n${script}`,
    "sample.css": "body { color: red; }",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return {
    file: "sample.html",
    template: join(folder, "sample.html"),
    entries: { sample: join(folder, "sample.tsx") },
    ready: () => Promise.resolve([{ name: "ready.js", contents: Buffer.from("let ready;") }]),
    assetsAt: "../console/assets/",
  };
}

const TEMPLATE =
  '<link rel="stylesheet" href="assets/sample.css"><script src="assets/ready.js"></script><script src="assets/sample.js"></script>';

test("a page names its assets with the hash of their contents, as seen from the page", async () => {
  const folder = temporaryFolder();
  await buildAssets(folder, [samplePage(TEMPLATE)]);
  const html = readFileSync(join(folder, "pages/sample.html"), "utf8");
  const named = [...html.matchAll(/"(?<path>\.\.\/console\/assets\/[^"]+)"/gu)].map(
    ([, path = ""]) => path.split("/").at(-1),
  );
  expect(named).toEqual([
    expect.stringMatching(/^sample\.[0-9A-Z]{8}\.css$/u),
    expect.stringMatching(/^ready\.[0-9a-f]{12}\.js$/u),
    expect.stringMatching(/^sample\.[0-9A-Z]{8}\.js$/u),
  ]);
  const assets = readBuiltFiles(join(folder, "assets"));
  expect([...assets.keys()].toSorted()).toEqual(named.toSorted());
});

test("each file lies there as brotli, too", async () => {
  const folder = temporaryFolder();
  await buildAssets(folder, [samplePage(TEMPLATE)]);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const plain = files.filter((name) => /\.[a-z]+$/u.test(name) && !name.endsWith(".br"));
  expect(plain).toHaveLength(4);
  for (const name of plain) {
    const contents = readFileSync(join(folder, name));
    expect(brotliDecompressSync(readFileSync(join(folder, `${name}.br`)))).toEqual(contents);
  }
});

test("other contents have another name, the same have the same", async () => {
  const page = samplePage(TEMPLATE);
  const names: (string | undefined)[] = [];
  for (const script of ["1", "2", "1"]) {
    writeFileSync(page.entries["sample"]!, `import "./sample.css";\ntop.name = "${script}";`);
    const folder = temporaryFolder();
    await buildAssets(folder, [page]);
    names.push(readdirSync(join(folder, "assets")).find((name) => /^sample.*js$/u.test(name)));
  }
  expect(names[0]).toBe(names[2]);
  expect(names[0]).not.toBe(names[1]);
});

test("a template that names what there is not is refused", async () => {
  const page = samplePage('<script src="assets/other.js"></script>');
  await expect(buildAssets(temporaryFolder(), [page])).rejects.toThrow(
    /sample\.html names assets\/other\.js; there are sample\.js, sample\.css, ready\.js/u,
  );
});

test("a large file comes back, too", async () => {
  const large = Buffer.from("export const message = 'a large file';\n".repeat(30_000));
  expect(brotliDecompressSync(await compressed(large))).toEqual(large);
});

test("bundling builds the pages that the function serves, no larger than asked, for it to read", () => {
  const folder = temporaryFolder();
  const script = fileURLToPath(new URL("../../../console/build/build-assets.ts", import.meta.url));
  execFileSync(process.execPath, [script, folder]);
  const pages = readBuiltFiles(join(folder, "pages"));
  const served = Object.values(SERVED).map(({ file }) => file);
  expect([...pages.keys()].toSorted()).toEqual(served.toSorted());
  expect(PAGES.map(({ file }) => file).toSorted()).toEqual(served.toSorted());
  const assets = readBuiltFiles(join(folder, "assets"));
  const ofConsole = [...assets].filter(([name]) => /^(?:main|part)\./u.test(name));
  const files = [...ofConsole.map(([, file]) => file), pages.get("console.html")!];
  const bytes = files.map((file) => Buffer.from(file.body("br"), "base64").length);
  expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(MOST_BYTES);
});
