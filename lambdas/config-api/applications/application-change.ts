import type { Application } from "../../shared/domain/tenant.ts";
import { type Change, fieldChanges } from "../changes/domain/change.ts";

/** What changed of an application but secrets and `callback_config`; `undefined` if nothing. */
export function applicationChange(
  before: Application | undefined,
  after: Application | undefined,
): Change | undefined {
  const fields = fieldChanges({ name: before?.name }, { name: after?.name });
  const application = (after ?? before)?.id;
  if (application === undefined || fields.length === 0) return undefined;
  const action = before === undefined ? "created" : after === undefined ? "deleted" : "changed";
  return { action, what: "application", id: application, application, fields };
}
