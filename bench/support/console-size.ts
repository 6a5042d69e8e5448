import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a bundle imports, statically or later. */
const CHUNK = /[\w-]+\.[\w-]+\.js\b/gu;

/**
 * Sizes of what a page can load, compressed: itself, what it names, and the chunks that those
 * import.
 * @param folder of the built pages and assets
 * @param pageFile `console.html`
 */
export async function compressedSizes(
  folder: string,
  pageFile: string,
): Promise<{ readonly name: string; readonly bytes: number }[]> {
  const assets = new Set(await readdir(join(folder, "assets")));
  const found = new Map<string, number>();
  const page = join(folder, "pages", pageFile);
  found.set(pageFile, (await stat(`${page}.br`)).size);
  const open = [page];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const text = await readFile(file, "utf8");
    const named = [...text.matchAll(/assets\/([^"]+)"/gu), ...text.matchAll(CHUNK)].map(
      ([whole, name = whole]) => name,
    );
    for (const name of named) {
      if (!assets.has(name) || found.has(name)) continue;
      const path = join(folder, "assets", name);
      found.set(name, (await stat(`${path}.br`)).size);
      if (name.endsWith(".js")) open.push(path);
    }
  }
  return Array.from(found, ([name, bytes]) => ({ name, bytes }));
}
