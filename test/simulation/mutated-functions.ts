import { editedModule, type SourceEdit } from "../../local/build/edited-module.ts";
import type { Functions } from "./actors.ts";

/** The code under test with some places of its source changed. */
export function mutatedFunctions(edits: readonly SourceEdit[]): Promise<Functions> {
  return editedModule("local/virtual-aws/functions.ts", edits);
}
