import { fileURLToPath } from "node:url";

import type { Asset } from "./asset.ts";
import { referenceAssets } from "./reference-assets.ts";

/** A page: one HTML file of the console function. */
export interface PageSource {
  /** Name of the HTML file that is made. */
  readonly file: string;
  /** Path of the HTML file that it is made of; that names its assets as `assets/main.js`. */
  readonly template: string;
  /** Entry points of esbuild, by the names under which the template asks for what comes of them. */
  readonly entries: Readonly<Record<string, string>>;
  /** Assets that are ready, by the names under which the template asks for them. */
  readonly ready?: () => Promise<readonly Asset[]>;
  /** Where the assets are, as seen from the page: relative, since nobody knows the base path. */
  readonly assetsAt: string;
}

const CONSOLE = {
  template: pathOf("console.html"),
  entries: { main: pathOf("main.tsx") },
};

/**
 * The pages. Console and portal are one program, which looks where it is; below `/portal/` the
 * assets are a folder aside.
 */
export const PAGES: readonly PageSource[] = [
  { ...CONSOLE, file: "console.html", assetsAt: "assets/" },
  { ...CONSOLE, file: "portal.html", assetsAt: "../console/assets/" },
  {
    file: "docs.html",
    template: pathOf("reference/docs.html"),
    entries: { reference: pathOf("reference/main.ts") },
    ready: referenceAssets,
    assetsAt: "console/assets/",
  },
];

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}
