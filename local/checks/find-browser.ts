import { existsSync } from "node:fs";

/** Where an installed Chrome or Chromium lies, by system. */
const INSTALLED: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ["/usr/bin/google-chrome", "/usr/bin/chromium", "/usr/bin/chromium-browser"],
  darwin: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
  win32: [String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`],
};

/** What starts a browser: the one of a package, or one that is installed. */
export type FoundBrowser =
  | { readonly kind: "packaged" }
  | { readonly kind: "installed"; readonly path: string };

/**
 * Finds a browser for the tests of the pages: that of the package `@sparticuz/chromium`, for Linux
 * on x64 only, else an installed Chrome; `undefined`: there is none here.
 */
export function findBrowser(
  { platform, arch }: Pick<NodeJS.Process, "platform" | "arch"> = process,
  isThere: (path: string) => boolean = existsSync,
): FoundBrowser | undefined {
  if (platform === "linux" && arch === "x64") return { kind: "packaged" };
  const path = INSTALLED[platform]?.find((one) => isThere(one));
  return path === undefined ? undefined : { kind: "installed", path };
}
