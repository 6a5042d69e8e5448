import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  installOpenApiTools,
  nodePackagesAreCurrent,
} from "../../../local/install/node-packages.mjs";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const WANTED = {
  "": { name: "app" },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/b-darwin": { version: "2.0.0", integrity: "sha512-b", optional: true },
};
const { "node_modules/a": a, "node_modules/b-darwin": b } = WANTED;

function checkout(present: object | undefined, { node = true } = {}): string {
  const root = temporaryFolder();
  mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: WANTED }));
  if (present)
    writeFileSync(
      join(root, "node_modules", ".package-lock.json"),
      JSON.stringify({ packages: present }),
    );
  if (node) writeFileSync(join(root, "node_modules", ".bin", "node"), "");
  return root;
}

describe("node_modules", () => {
  it("is current with every package of the lockfile, optional ones of other platforms aside", () => {
    expect(nodePackagesAreCurrent(checkout({ "node_modules/a": a }))).toBe(true);
    expect(
      nodePackagesAreCurrent(checkout({ "node_modules/a": a, "node_modules/b-darwin": b })),
    ).toBe(true);
  });

  it.each([
    ["nothing is installed", undefined],
    ["a package is missing", {}],
    ["a version differs", { "node_modules/a": { ...a, version: "1.0.1" } }],
    ["the content differs", { "node_modules/a": { ...a, integrity: "sha512-x" } }],
    [
      "an optional package is another",
      { "node_modules/a": a, "node_modules/b-darwin": { ...b, version: "3.0.0" } },
    ],
  ])("is not current when %s", (_, present) => {
    expect(nodePackagesAreCurrent(checkout(present))).toBe(false);
  });

  it("is not current without its Node", () => {
    expect(nodePackagesAreCurrent(checkout({ "node_modules/a": a }, { node: false }))).toBe(false);
  });
});

describe("the tools for the OpenAPI document", () => {
  /** A checkout with them, as far as they are there, and what is run to install them. */
  async function installed(present: object | undefined, code = 0) {
    const root = temporaryFolder();
    const folder = join(root, "test", "local", "openapi", "tools");
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: WANTED }));
    const file = join(folder, "node_modules", ".package-lock.json");
    if (present) writeFileSync(file, JSON.stringify({ packages: present }));
    const commands: string[] = [];
    await installOpenApiTools({
      root,
      step: (_, work) => work(),
      run: async (program, args) => {
        commands.push([program, ...args].join(" "));
        return { code, output: "ENOTFOUND" };
      },
    });
    return commands;
  }

  it("are installed beside their lockfile, without running scripts of theirs, and once", async () => {
    expect(await installed(undefined)).toEqual([
      "npm ci --prefix test/local/openapi/tools --ignore-scripts --no-audit --no-fund",
    ]);
    expect(await installed({ "node_modules/a": a })).toEqual([]);
  });

  it("say what is wrong where the registry cannot be reached", async () => {
    await expect(installed(undefined, 1)).rejects.toThrow("the npm registry cannot be reached");
  });
});
