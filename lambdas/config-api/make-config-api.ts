import type { DestinationRules } from "../shared/domain/destination-rules.ts";
import type { Log } from "../shared/runtime/logger.ts";
import type { CursorVault } from "../shared/vault/cursor-vault.ts";
import { makeAdmit, type RequestLimits } from "./access/admit.ts";
import { makeAuthenticate } from "./access/authenticate.ts";
import { makeApiKeyRoutes } from "./api-keys/api-key-routes.ts";
import type { ApiKeyStore } from "./api-keys/create-api-key.ts";
import type { KeyReport } from "./api-keys/report-keys.ts";
import { makeApplicationRoutes } from "./applications/application-routes.ts";
import type { ApplicationPorts, ApplicationStore } from "./applications/manage-applications.ts";
import { type ChangePorts, makeTellChanges } from "./changes/tell-changes.ts";
import type { DeliveryReader } from "./deliveries/delivery-reader.ts";
import { makeDeliveryRoutes } from "./deliveries/delivery-routes.ts";
import { makeOperateRoutes, type OperatePorts } from "./deliveries/operate-routes.ts";
import { makeDocumentRoutes } from "./documents/document-routes.ts";
import type { EventTypeStore } from "./event-types/event-type-ports.ts";
import { makeEventTypeRoutes } from "./event-types/event-type-routes.ts";
import { makeEventRoutes } from "./events/event-routes.ts";
import type { PublishPorts } from "./events/publish-events.ts";
import { type HttpHandler, makeHandler } from "./http/make-handler.ts";
import type { Route } from "./http/route.ts";
import { makeServeRoute } from "./http/serve-route.ts";
import { type IdempotencyStore, makeIdempotent } from "./idempotency/idempotent.ts";
import type { NotificationPorts } from "./notifications/notification-ports.ts";
import { makeNotificationRoutes } from "./notifications/notification-routes.ts";
import { makeOperationsRoutes, type OperationsPorts } from "./operations/operations-routes.ts";
import {
  makeRejectedEventRoutes,
  type RejectedEventPorts,
} from "./rejected-events/rejected-event-routes.ts";
import type { KeyRingPorts } from "./signing-keys/key-ring.ts";
import { makeSigningKeyRoutes } from "./signing-keys/signing-key-routes.ts";
import type { DeliverySampler } from "./statistics/statistics-ports.ts";
import { makeStatisticsRoutes } from "./statistics/statistics-routes.ts";
import type { CredentialVault } from "./webhooks/authentication/credentials.ts";
import type { LimitedPorts } from "./webhooks/health/find-limited.ts";
import { makeSecretRoutes } from "./webhooks/signature/secret-routes.ts";
import { makeTestRoutes } from "./webhooks/test/test-routes.ts";
import type { TestPorts } from "./webhooks/test/test-webhook.ts";
import type { WakePorts } from "./webhooks/wake-enabled.ts";
import type { LegacySecrets, WebhookPorts, WebhookStore } from "./webhooks/webhook-ports.ts";
import { makeWebhookRoutes } from "./webhooks/webhook-routes.ts";
import { makeWebhookSchemas } from "./webhooks/webhook-schemas.ts";

/** Everything that the config API reaches outside. */
export interface ConfigApiPorts extends Pick<
  WebhookPorts,
  "standings" | "breakers" | "listHealth"
> {
  readonly applications: ApplicationStore;
  readonly apiKeys: ApiKeyStore;
  readonly keyReport: KeyReport;
  readonly webhooks: WebhookStore;
  readonly eventTypes: EventTypeStore;
  readonly deliveries: DeliveryReader;
  readonly sampler: DeliverySampler;
  /** A number in [0, 1): which deliveries stand for the others in an estimate. */
  readonly random: () => number;
  readonly resend: OperatePorts["resend"];
  readonly cancel: OperatePorts["cancel"];
  readonly wakeLane: WakePorts["wakeLane"];
  readonly rejectedEvents: RejectedEventPorts["rejectedEvents"];
  readonly lanes: OperationsPorts["lanes"];
  readonly laneIndex: OperationsPorts["laneIndex"] & LimitedPorts["laneIndex"];
  readonly limiters: LimitedPorts["limiters"];
  readonly laneWebhooks: OperationsPorts["laneWebhooks"];
  readonly dayTallies: OperationsPorts["dayTallies"];
  readonly idempotency: IdempotencyStore;
  readonly publisher: PublishPorts["publisher"];
  readonly notifications: NotificationPorts["notifications"];
  readonly sendWake: NotificationPorts["sendWake"];
  readonly publishCallback: NotificationPorts["publishCallback"];
  readonly keepChanges: ChangePorts["keepChanges"];
  readonly publishOperation: ChangePorts["publishOperation"];
  readonly legacySecrets: LegacySecrets;
  readonly signingKeys: KeyRingPorts["signingKeys"] & ApplicationPorts["signingKeys"];
  readonly rotationTimes: KeyRingPorts["rotationTimes"];
  /** Makes the first signing keys of a tenant if it has none yet. */
  readonly ensureSigningKeys: WebhookPorts["ensureSigningKeys"];
  readonly vault: CredentialVault & { readonly cursors: CursorVault };
  readonly openAttempts: TestPorts["openAttempts"];
  /** The text of the operator key. */
  readonly operatorKey: () => Promise<string>;
  /** Where webhooks may point to. */
  readonly destinationRules: DestinationRules;
  /** Further hosts of this installation: its custom domains, each with its base path if it has one. */
  readonly apiHosts: readonly string[];
  /** What one warm function takes. */
  readonly limits: RequestLimits;
  /** The longest timeout that a webhook may ask for. */
  readonly longestAttemptSeconds: number;
  readonly mostInFlight: WebhookPorts["mostInFlight"];
  readonly defaultLimits: WebhookPorts["defaultLimits"];
  /** Whether the trace of who publishes goes on to the receivers. */
  readonly carriesTraces: boolean;
  readonly log: Log;
  readonly now: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** The config API as a Lambda handler. */
export function makeConfigApi(ports: ConfigApiPorts): HttpHandler {
  const schemas = makeWebhookSchemas(ports.destinationRules, ports.longestAttemptSeconds);
  const routes: readonly Route[] = [
    ...makeDocumentRoutes(() => routes),
    ...makeApplicationRoutes({ ...ports, schemas }),
    ...makeApiKeyRoutes(ports),
    ...makeWebhookRoutes({ ...ports, schemas }),
    ...makeSecretRoutes({ ...ports, schemas }),
    ...makeTestRoutes(ports),
    ...makeSigningKeyRoutes(ports),
    ...makeDeliveryRoutes(ports),
    ...makeStatisticsRoutes(ports),
    ...makeOperateRoutes(ports),
    ...makeEventTypeRoutes(ports),
    ...makeEventRoutes(ports),
    ...makeNotificationRoutes(ports),
    ...makeRejectedEventRoutes(ports),
    ...makeOperationsRoutes(ports),
  ];
  const serve = makeServeRoute({
    ...ports,
    admit: makeAdmit({ ...ports, authenticate: makeAuthenticate(ports) }),
    idempotent: makeIdempotent({ ...ports, store: ports.idempotency }),
    tellChanges: makeTellChanges(ports),
  });
  return makeHandler({ ...ports, routes, serve });
}
