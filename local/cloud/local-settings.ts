import type { SettingName } from "../../lib/settings.ts";
import type { DeploySettings } from "./deploy-stacks.ts";

/** The local cloud differs from a deployment to AWS only in these settings (lib/settings.ts). */
export const LOCAL_SETTINGS = {
  removalPolicy: "destroy", // it lives for one run
  allowedCidrs: "127.0.0.1/32", // receivers on this machine
  allowHttp: "true",
  successLogSampleRate: "1", // one can read every attempt in the logs
  deliverConcurrency: "4", // each is a Node process of ~75 MB here
  deliverSlowConcurrency: "4",
  fanOutConcurrency: "2",
  fanOutSliceConcurrency: "2",
} as const satisfies DeploySettings & Partial<Record<SettingName, string>>;
