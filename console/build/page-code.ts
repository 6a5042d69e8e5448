import { readFile } from "node:fs/promises";

import type { Plugin } from "esbuild";

import { cutCode } from "../verify/cut-code.ts";

/** Makes an import of a page of docs/ the code in it, by file name: so there is no second copy. */
export const pageCode: Plugin = {
  name: "page-code",
  setup(build) {
    // esbuild takes no flags of JavaScript: the pattern is read by Go.
    build.onLoad({ filter: new RegExp(String.raw`/docs/[\w-]+\.md$`) }, async ({ path }) => ({
      contents: JSON.stringify(Object.fromEntries(cutCode(await readFile(path, "utf8")))),
      loader: "json",
    }));
  },
};
