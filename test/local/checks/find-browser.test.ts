import { expect, it } from "vitest";

import { findBrowser } from "../../../local/checks/find-browser.ts";

const anything = () => true;

it("the package's browser is for Linux on x64, whatever is installed", () => {
  expect(findBrowser({ platform: "linux", arch: "x64" }, anything)).toEqual({ kind: "packaged" });
});

it("elsewhere an installed Chrome is taken", () => {
  const found = findBrowser({ platform: "darwin", arch: "arm64" }, anything);
  expect(found).toMatchObject({ kind: "installed", path: expect.stringContaining("Chrome") });
  const second = (path: string) => path.endsWith("/chromium");
  expect(findBrowser({ platform: "linux", arch: "arm64" }, second)).toEqual({
    kind: "installed",
    path: "/usr/bin/chromium",
  });
});

it("without one there is none, and on a system that nobody tried neither", () => {
  expect(findBrowser({ platform: "darwin", arch: "arm64" }, () => false)).toBeUndefined();
  expect(findBrowser({ platform: "freebsd", arch: "x64" }, anything)).toBeUndefined();
});
