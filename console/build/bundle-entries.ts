import { basename, extname, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import type { HashedAssets } from "./asset.ts";
import { pageCode } from "./page-code.ts";

/** Browsers of the last three years: modules, `import()`, nesting left as it is written. */
const BROWSERS = ["chrome120", "firefox121", "safari17.2"];

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Bundles entry points for browsers, and what they import as styles into one file for each.
 *
 * @param entries absolute paths by name
 */
export async function bundleEntries(
  entries: Readonly<Record<string, string>>,
): Promise<HashedAssets> {
  const { outputFiles, metafile } = await build({
    entryPoints: { ...entries },
    absWorkingDir: ROOT,
    outdir: "out", // nothing is written
    write: false,
    entryNames: "[name].[hash]",
    chunkNames: "part.[hash]",
    metafile: true,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: BROWSERS,
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [pageCode],
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  const names = new Map(
    Object.entries(entries).map(([name, path]) => [relative(ROOT, path), name]),
  );
  const hashedNames = new Map<string, string>();
  for (const [path, { entryPoint = "", cssBundle }] of Object.entries(metafile.outputs)) {
    const name = names.get(entryPoint);
    if (name === undefined) continue;
    hashedNames.set(`${name}${extname(path)}`, basename(path));
    if (cssBundle !== undefined) hashedNames.set(`${name}.css`, basename(cssBundle));
  }
  const files = outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  return { files, hashedNames };
}
