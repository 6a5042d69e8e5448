import type { Log } from "../../shared/runtime/logger.ts";
import type { MetricsRecorder } from "../../shared/runtime/metrics.ts";
import type { PortalLink } from "../portal-links/portal-link.ts";
import type { ApiKey } from "./domain/api-key.ts";

/** Tells of what opens a tenant, and somebody else than that tenant made. Never throws. */
export interface KeyReport {
  /** The operator key's holder, trusted with no payload, made a key that may open one. */
  madeByOperator(key: ApiKey): void;
  /** The same of a portal link. */
  linkMadeByOperator(link: PortalLink): void;
}

/** A warning and a metric for each: a tenant's first key is expected, a later one is not. */
export function makeKeyReport(log: Log, metrics: Pick<MetricsRecorder, "add">): KeyReport {
  return {
    madeByOperator({ application, environment, role, id, prefix }) {
      metrics.add("operatorMadeKey", 1);
      log.warn("API key made by the operator", {
        application,
        environment,
        role,
        key_id: id,
        key_prefix: prefix,
      });
    },

    linkMadeByOperator({ application, environments, permissions, id }) {
      metrics.add("operatorMadeKey", 1);
      log.warn("portal link made by the operator", {
        application,
        environments: environments.join(" "),
        permissions: permissions.join(" "),
        link_id: id,
      });
    },
  };
}
