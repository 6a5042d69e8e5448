import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build, type Plugin } from "esbuild";

import { applyEdit, type SourceEdit } from "./source-edit.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A module with some places of its source, or of what it imports, changed in memory: bundled and
 * imported anew. So a rule can be taken away without a switch in the code that has it.
 * @param entry path from the root of the project
 * @throws Error when a place is not found, or found twice: the source was changed, and the edit
 *   must follow it
 */
export async function editedModule<Module>(
  entry: string,
  edits: readonly SourceEdit[],
): Promise<Module> {
  const { outputFiles } = await build({
    entryPoints: [`${ROOT}${entry}`],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "silent",
    plugins: [SHARED, editing(edits)],
  });
  const [output] = outputFiles;
  if (output === undefined) {
    throw new Error("esbuild wrote no bundle");
  }
  const url = `data:text/javascript;base64,${Buffer.from(output.contents).toString("base64")}`;
  return (await import(/* @vite-ignore */ url)) as Module;
}

/**
 * Packages and compiled schemas are not bundled but shared with the code that was not edited:
 * errors of the SDK are known by their classes.
 */
const SHARED: Plugin = {
  name: "share-packages",
  setup(bundle) {
    bundle.onResolve({ filter: /^[^./]/ }, ({ path }) =>
      path.startsWith("node:") ? undefined : shared(import.meta.resolve(path)),
    );
    bundle.onResolve({ filter: /compiled\/validators[.]js$/ }, ({ path, resolveDir }) =>
      shared(pathToFileURL(`${resolveDir}/${path}`).href),
    );
  },
};

function shared(path: string) {
  return { path, external: true };
}

function editing(edits: readonly SourceEdit[]): Plugin {
  return {
    name: "edit-source",
    setup(bundle) {
      const done = new Set<SourceEdit>();
      bundle.onLoad({ filter: /[.]ts$/ }, async ({ path }) => {
        let contents = await readFile(path, "utf8");
        for (const edit of edits.filter(({ file }) => path === `${ROOT}${file}`)) {
          contents = applyEdit(contents, edit);
          done.add(edit);
        }
        return { contents, loader: "ts" };
      });
      bundle.onEnd(() => {
        const missed = edits.find((edit) => !done.has(edit));
        if (missed !== undefined) {
          throw new Error(`${missed.file} is not part of it`);
        }
      });
    },
  };
}
