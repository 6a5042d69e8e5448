import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { type HashedAssets, hashed } from "./asset.ts";
import { bundleEntries } from "./bundle-entries.ts";
import { compressed } from "./compressed.ts";
import { PAGES, type PageSource } from "./pages.ts";

/** What a template names: `src="assets/main.js"`. */
const NAMED_ASSET = /(?<=\b(?:href|src)=")assets\/(?<name>[^"]+)(?=")/gu;

/**
 * Makes what the console function serves: `pages/<name>.html` and `assets/<name>.<hash>.<ext>`,
 * each with its brotli form beside it (`.br`).
 *
 * @param outFolder an empty folder, or one to be made
 * @throws {Error} when a template names an asset that there is not, or esbuild finds an error
 */
export async function buildAssets(
  outFolder: string,
  pages: readonly PageSource[] = PAGES,
): Promise<void> {
  const { files, hashedNames } = await assetsOf(pages);
  const made = [
    ...files.map(({ name, contents }) => ({ path: `assets/${name}`, contents })),
    ...(await Promise.all(pages.map((page) => renderPage(page, hashedNames)))),
  ];
  await mkdir(join(outFolder, "assets"), { recursive: true });
  await mkdir(join(outFolder, "pages"), { recursive: true });
  const write = async ({ path, contents }: (typeof made)[number]): Promise<void> => {
    const file = join(outFolder, path);
    await writeFile(file, contents);
    await writeFile(`${file}.br`, await compressed(contents));
  };
  await Promise.all(made.map(write));
}

async function assetsOf(pages: readonly PageSource[]): Promise<HashedAssets> {
  const entries = Object.assign({}, ...pages.map((page) => page.entries)) as PageSource["entries"];
  const ready = await Promise.all(pages.flatMap((page) => page.ready?.() ?? []));
  const kinds = [await bundleEntries(entries), hashed(ready.flat())];
  return {
    files: kinds.flatMap(({ files }) => files),
    hashedNames: new Map(kinds.flatMap(({ hashedNames }) => Array.from(hashedNames))),
  };
}

async function renderPage(page: PageSource, hashedNames: ReadonlyMap<string, string>) {
  const template = await readFile(page.template, "utf8");
  const html = template.replaceAll(NAMED_ASSET, (_, name: string) => {
    const hashedName = hashedNames.get(name);
    if (hashedName !== undefined) return `${page.assetsAt}${hashedName}`;
    const known = [...hashedNames.keys()].join(", ");
    throw new Error(`${page.template} names assets/${name}; there are ${known}`);
  });
  return { path: `pages/${page.file}`, contents: Buffer.from(html) };
}

// As the bundling of the function runs it: `node console/build/build-assets.ts <folder>`.
const [outFolder] = process.argv.slice(2);
if (import.meta.main && outFolder !== undefined) await buildAssets(outFolder);
