import * as z from "zod";

import type { Application } from "../../shared/domain/application.ts";
import { applicationId, displayName, strict, timeOut, timeText } from "../http/fields.ts";

/** Body of `POST /applications`. */
export const newApplication = strict({ id: applicationId, name: displayName() }).meta({
  id: "NewApplication",
});

/** Body of `PATCH /applications/{id}`. */
export const applicationPatch = strict({ name: displayName().optional() }).meta({
  id: "ApplicationPatch",
});

/** An application in an answer. */
export const applicationOut = z
  .object({ id: applicationId, name: z.string(), created_at: timeOut, modified_at: timeOut })
  .meta({ id: "Application" });

/** An application as it is shown. */
export function showApplication(application: Application): z.output<typeof applicationOut> {
  return {
    id: application.id,
    name: application.name,
    created_at: timeText(application.createdAtMs),
    modified_at: timeText(application.modifiedAtMs),
  };
}
