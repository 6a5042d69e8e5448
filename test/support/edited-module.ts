import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";

import { applyEdit, type SourceEdit } from "./source-edit.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A module with some places of its source, or of what it imports, changed in memory: what reaches
 * an edited file is bundled and imported again, all else is shared with the code that was not
 * edited. So a rule can be taken away without a switch in the code that has it.
 * @param entry path from the root of the project
 * @throws Error when a place is not found, or found twice: the source was changed, and the edit
 *   must follow it
 */
export async function editedModule<Module>(
  entry: string,
  edits: readonly SourceEdit[],
): Promise<Module> {
  const { inputs } = await graphOf(entry);
  const missed = edits.find(({ file }) => inputs[file] === undefined);
  if (missed !== undefined) throw new Error(`${missed.file} is not part of ${entry}`);
  const changed = thoseThatReach(inputs, new Set([entry, ...edits.map(({ file }) => file)]));
  const { outputFiles } = await build({
    ...optionsFor(entry),
    write: false,
    plugins: [sharing(changed), editing(edits)],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild wrote no bundle");
  const url = `data:text/javascript;base64,${Buffer.from(output.contents).toString("base64")}`;
  return (await import(/* @vite-ignore */ url)) as Module;
}

const graphs = new Map<string, Promise<Metafile>>();

/** Which file imports which. */
function graphOf(entry: string): Promise<Metafile> {
  const known = graphs.get(entry) ?? readGraph(entry);
  graphs.set(entry, known);
  return known;
}

async function readGraph(entry: string): Promise<Metafile> {
  const options = { ...optionsFor(entry), packages: "external", metafile: true } as const;
  return (await build({ ...options, write: false })).metafile;
}

function optionsFor(entry: string) {
  return {
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "silent",
  } as const satisfies BuildOptions;
}

/** Files, and those that import one of them, however far away. */
function thoseThatReach(
  inputs: Metafile["inputs"],
  files: ReadonlySet<string>,
): ReadonlySet<string> {
  const more = Object.entries(inputs)
    .filter(([, { imports }]) => imports.some(({ path }) => files.has(path)))
    .map(([file]) => file);
  const all = new Set([...files, ...more]);
  return all.size === files.size ? files : thoseThatReach(inputs, all);
}

/** Errors of the SDK, and our own, are known by their classes. */
function sharing(changed: ReadonlySet<string>): Plugin {
  return {
    name: "share-what-is-not-changed",
    setup(bundle) {
      // oxlint-disable-next-line require-unicode-regexp -- Go reads it
      bundle.onResolve({ filter: /./ }, ({ path, resolveDir, kind }) => {
        if (kind === "entry-point" || path.startsWith("node:")) return undefined;
        if (!path.startsWith(".")) return { path: import.meta.resolve(path), external: true };
        const { href } = new URL(path, pathToFileURL(`${resolveDir}/`));
        const file = fileURLToPath(href).slice(ROOT.length);
        return changed.has(file) ? undefined : { path: href, external: true };
      });
    },
  };
}

function editing(edits: readonly SourceEdit[]): Plugin {
  return {
    name: "edit-source",
    setup(bundle) {
      bundle.onLoad({ filter: /[.]ts$/ }, async ({ path }) => {
        const mine = edits.filter(({ file }) => path === `${ROOT}${file}`);
        const contents = mine.reduce(applyEdit, await readFile(path, "utf8"));
        return { contents, loader: "ts" };
      });
    },
  };
}
