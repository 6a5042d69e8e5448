import type * as z from "zod";

import type { Problem } from "../../shared/runtime/problem.ts";
import { jsonAnswer, type Reply } from "../http/reply.ts";
import { type makeApplicationPatch, showApplication } from "./application-schemas.ts";
import {
  type CallbackConfig,
  type CallbackConfigPorts,
  removeCallbackConfig,
  settleCallbackConfig,
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
): Promise<Reply | "absent"> {
  const { applications } = ports;
  if ((await applications.read(id)) === undefined) return "absent";
  const callbacks = await settle(ports, id, patch, nowMs);
  if (callbacks?.kind === "problem") return callbacks;
  const application = await (patch.name === undefined
    ? applications.read(id)
    : applications.rename(id, patch.name, nowMs));
  if (application === undefined) return "absent";
  await setLegacySecrets(ports, id, patch.legacy_secrets);
  const refusal =
    callbacks === undefined ? undefined : await storeCallbackConfig(ports, id, callbacks, nowMs);
  if (refusal !== undefined) return refusal;
  if (patch.callback_config === null) await removeCallbackConfig(ports, id);
  const shown = await showCallbackConfig(ports, id, nowMs, callbacks?.madeSecret);
  return jsonAnswer(200, showApplication(application, shown));
}

async function settle(
  ports: CallbackConfigPorts,
  id: string,
  { callback_config: config, legacy_secrets: legacy }: Patch,
  nowMs: number,
): Promise<Problem | CallbackConfig | undefined> {
  return config === undefined || config === null
    ? undefined
    : settleCallbackConfig(ports, id, config, legacy, nowMs);
}
