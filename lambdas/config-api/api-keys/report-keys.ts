import type { Log } from "../../shared/runtime/logger.ts";
import type { MetricsRecorder } from "../../shared/runtime/metrics.ts";
import type { ApiKey } from "./domain/api-key.ts";

/** Tells of API keys that somebody else than their tenant made. Never throws. */
export interface KeyReport {
  /** The operator key's holder, trusted with no payload, made a key that may open one. */
  madeByOperator(key: ApiKey): void;
}

/** A warning and a metric per such key: a tenant's first is expected, a later one is not. */
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
  };
}
