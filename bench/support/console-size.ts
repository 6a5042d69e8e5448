import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a bundle imports, statically or later. */
const CHUNK = /[\w-]+\.[\w-]+\.js\b/gu;

/**
 * Sizes of what the console can load, compressed: its page, what that names, and the chunks that
 * those import. The API reference, which lies beside it, is none of it.
 * @param folder of the built pages and assets
 */
export async function compressedSizes(
  folder: string,
): Promise<{ readonly name: string; readonly bytes: number }[]> {
  const assets = new Set(await readdir(join(folder, "assets")));
  const found = new Map<string, number>();
  const page = join(folder, "pages", "console.html");
  found.set("console.html", (await stat(`${page}.br`)).size);
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
