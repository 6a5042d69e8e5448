import { createHash } from "node:crypto";

/**
 * The id of the one version of the vault key that a rotation puts behind another, in the form of a
 * UUID. Whoever knows a version knows by it what follows; nobody else can guess it.
 */
export function successorOf(versionId: string): string {
  const hex = createHash("sha256").update(`after ${versionId}`).digest("hex");
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => hex.slice(from, to))
    .join("-");
}
