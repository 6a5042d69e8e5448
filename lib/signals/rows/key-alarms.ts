import type { AlarmRow } from "../alarm-row.ts";
import { ownMetric } from "../metrics.ts";
import type { Watched } from "../watched.ts";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Keys and certificates: what ends by itself, and what opens doors. */
export function keyAlarms({ settings }: Watched): readonly AlarmRow[] {
  return [
    {
      id: "signing-keys-overdue",
      level: "all",
      metric: ownMetric(settings, "signing-keys", "signingKeyDelayMs"),
      statistic: "Maximum",
      periodSeconds: 2 * HOUR,
      threshold: 1,
      datapoints: { breaching: 2, of: 2 },
      silence: "calls",
      means:
        "Keys that sign JWS are not rotated: the last ones go on signing; or the rotation is silent.",
      arithmetic:
        "Above 0 in two periods of two hours: it runs every hour, and one run makes up for many.",
      find: "The log of signing-keys says signing keys not rotated, with application and environment.",
      runbook: "signing-keys-overdue",
    },
    {
      id: "vault-seals-left",
      level: "all",
      metric: ownMetric(settings, "vault-key", "vaultSealsLeft"),
      statistic: "Maximum",
      periodSeconds: 2 * HOUR,
      threshold: 1,
      means:
        "Credentials could not be sealed under the new vault key, and it is not rotated again.",
      arithmetic: "One is too many; a run that has nothing to do says 0 every hour.",
      find: "The log of vault-key says cannot be sealed anew, with item (application#environment and webhook) and field.",
      runbook: "vault-seals-left",
    },
    {
      id: "certificates-ending",
      level: "all",
      metric: ownMetric(settings, "deliver", "clientCertificateExpiresSoon"),
      periodSeconds: DAY,
      threshold: 1,
      means: "A webhook's client certificate ends within 30 days, or has ended.",
      arithmetic: "One attempt with it in a day; the alarm ends a day after the last.",
      find: "The event certificate.expiring of the source ringback.operations names webhook and application once a day; so do warnings of GET /webhooks.",
      runbook: "certificates-ending",
    },
    {
      id: "operator-made-key",
      level: "all",
      metric: ownMetric(settings, "config-api", "operatorMadeKey"),
      periodSeconds: MINUTE,
      threshold: 1,
      means:
        "The operator key made an API key or a portal link, which opens a tenant's payloads to whoever holds it.",
      arithmetic: "Each: it should be expected by somebody.",
      find: "The log of config-api says API key made by the operator, or portal link, with the application.",
      runbook: "operator-made-key",
    },
  ];
}
