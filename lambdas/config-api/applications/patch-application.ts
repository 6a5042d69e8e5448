import type * as z from "zod";

import type { Problem } from "../http/problem.ts";
import { jsonResponse, type Reply } from "../http/reply.ts";
import type { Changed } from "../http/route.ts";
import { applicationChange } from "./application-change.ts";
import { type makeApplicationPatch, showApplication } from "./application-schemas.ts";
import {
  type CallbackConfig,
  type CallbackConfigPorts,
  removeCallbackConfig,
  resolveCallbackConfig,
  showCallbackConfig,
  storeCallbackConfig,
} from "./callback-config.ts";
import { setLegacySecrets } from "./legacy-secrets.ts";
import type { ApplicationPorts } from "./manage-applications.ts";

type Patch = z.output<ReturnType<typeof makeApplicationPatch>>;

/** Changes an application: everything is checked before the first write. */
export async function patchApplication(
  ports: Pick<ApplicationPorts, "applications"> & CallbackConfigPorts,
  id: string,
  patch: Patch,
  nowMs: number,
  changed: Changed,
): Promise<Reply | "absent"> {
  const { applications } = ports;
  const before = await applications.read(id);
  if (before === undefined) return "absent";
  const callbacks = await resolveCallbacks(ports, id, patch, nowMs);
  if (callbacks?.kind === "problem") return callbacks;
  const application = await (patch.name === undefined
    ? applications.read(id)
    : applications.rename(id, patch.name, nowMs));
  if (application === undefined) return "absent";
  changed(applicationChange(before, application));
  await setLegacySecrets(ports, id, patch.legacy_secrets, changed);
  const refused =
    callbacks === undefined
      ? undefined
      : await storeCallbackConfig(ports, id, callbacks, nowMs, changed);
  if (refused !== undefined) return refused;
  if (patch.callback_config === null) await removeCallbackConfig(ports, id, changed);
  const shown = await showCallbackConfig(ports, id, nowMs, callbacks?.madeSecret);
  return jsonResponse(200, showApplication(application, shown));
}

async function resolveCallbacks(
  ports: CallbackConfigPorts,
  id: string,
  { callback_config: config, legacy_secrets: legacy }: Patch,
  nowMs: number,
): Promise<Problem | CallbackConfig | undefined> {
  return config === undefined || config === null
    ? undefined
    : resolveCallbackConfig(ports, id, config, legacy, nowMs);
}
