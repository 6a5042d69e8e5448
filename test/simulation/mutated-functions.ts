import { editedModule } from "../support/edited-module.ts";
import type { SourceEdit } from "../support/source-edit.ts";
import type { Functions } from "./actors.ts";

/** The code under test with some places of its source changed. */
export function mutatedFunctions(edits: readonly SourceEdit[]): Promise<Functions> {
  return editedModule("tools/virtual-aws/functions.ts", edits);
}
