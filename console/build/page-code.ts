import { readFile } from "node:fs/promises";

import type { Plugin } from "esbuild";

import { cutCode } from "../verify/cut-code.ts";

/** Makes an import of a page of docs/ the code in it, by file name: so there is no second copy. */
export const pageCode: Plugin = {
  name: "page-code",
  setup(build) {
    build.onLoad({ filter: /\/docs\/[\w-]+\.md$/u }, async ({ path }) => ({
      contents: JSON.stringify(Object.fromEntries(cutCode(await readFile(path, "utf8")))),
      loader: "json",
    }));
  },
};
