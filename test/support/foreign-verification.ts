import { spawnSync } from "node:child_process";
import { join } from "node:path";

import type { SignedBody } from "./signed-bodies.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The Python that `npm test` installs packages for. */
export const PYTHON = join(ROOT, ".venv", "bin", "python");

/** What Python found of one request, by the name of the check. */
export type ForeignChecks = Readonly<Record<string, boolean>>;

/**
 * Lets one Python process, with PyJWT and cryptography, verify requests:
 * test/support/verify_signatures.py.
 *
 * @param keys public keys in PEM by their kid
 * @throws {Error} with what Python printed when it fails
 */
export function verifiedByPython(
  requests: readonly SignedBody[],
  keys: Readonly<Record<string, string>>,
): ForeignChecks[] {
  const input = requests.map(({ body, ...request }) => ({
    ...request,
    body: Buffer.from(body).toString("base64"),
    keys,
  }));
  const script = join(import.meta.dirname, "verify_signatures.py");
  const { status, stdout, stderr, error } = spawnSync(PYTHON, [script], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr || String(error));
  return JSON.parse(stdout) as ForeignChecks[];
}
