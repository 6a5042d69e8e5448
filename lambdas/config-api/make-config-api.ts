import { makeAdmit, type RequestLimits } from "./access/admit.ts";
import { type KeyReaders, makeAuthenticate } from "./access/authenticate.ts";
import { makeCallerRoute } from "./access/caller-route.ts";
import { makeApiKeyRoutes } from "./api-keys/api-key-routes.ts";
import type { ApiKeyPorts } from "./api-keys/create-api-key.ts";
import {
  type ApplicationRoutePorts,
  makeApplicationRoutes,
} from "./applications/application-routes.ts";
import { type ChangePorts, makeTellChanges } from "./changes/tell-changes.ts";
import { type DeliveryPorts, makeDeliveryRoutes } from "./deliveries/delivery-routes.ts";
import { makeOperateRoutes, type OperatePorts } from "./deliveries/operate-routes.ts";
import { makeDocumentRoutes } from "./documents/document-routes.ts";
import { makeEventTypeRoutes } from "./event-types/event-type-routes.ts";
import { type EventPorts, makeEventRoutes } from "./events/event-routes.ts";
import { type HttpHandler, makeHandler } from "./http/make-handler.ts";
import type { Route } from "./http/route.ts";
import { makeServeRoute, type ServePorts } from "./http/serve-route.ts";
import { type IdempotencyStore, makeIdempotent } from "./idempotency/idempotent.ts";
import type { NotificationPorts } from "./notifications/notification-ports.ts";
import { makeNotificationRoutes } from "./notifications/notification-routes.ts";
import { makeOperationsRoutes, type OperationsPorts } from "./operations/operations-routes.ts";
import type { PortalLinkPorts } from "./portal-links/create-portal-link.ts";
import { makePortalLinkRoutes } from "./portal-links/portal-link-routes.ts";
import {
  makeRejectedEventRoutes,
  type RejectedEventPorts,
} from "./rejected-events/rejected-event-routes.ts";
import type { KeyRingPorts } from "./signing-keys/key-ring.ts";
import { makeSigningKeyRoutes } from "./signing-keys/signing-key-routes.ts";
import type { StatisticsPorts } from "./statistics/statistics-ports.ts";
import { makeStatisticsRoutes } from "./statistics/statistics-routes.ts";
import { makeSecretRoutes } from "./webhooks/signature/secret-routes.ts";
import { makeTestRoutes } from "./webhooks/test/test-routes.ts";
import type { TestPorts } from "./webhooks/test/test-webhook.ts";
import { makeWebhookRoutes, type WebhookRoutePorts } from "./webhooks/webhook-routes.ts";
import { makeWebhookSchemas } from "./webhooks/webhook-schemas.ts";

/** What the stages that every request passes, and the routes, reach outside. */
type Ports = KeyReaders &
  ServePorts &
  ChangePorts &
  ApplicationRoutePorts &
  ApiKeyPorts &
  PortalLinkPorts &
  WebhookRoutePorts &
  TestPorts &
  KeyRingPorts &
  DeliveryPorts &
  StatisticsPorts &
  OperatePorts &
  EventPorts &
  NotificationPorts &
  RejectedEventPorts &
  OperationsPorts;

/** Everything that the config API reaches outside. */
export type ConfigApiPorts = Omit<Ports, "schemas" | "admit" | "idempotent" | "tellChanges"> & {
  readonly idempotency: IdempotencyStore;
  /** What one warm function takes. */
  readonly limits: RequestLimits;
};

/** The config API as a Lambda handler. */
export function makeConfigApi(ports: ConfigApiPorts): HttpHandler {
  const schemas = makeWebhookSchemas(ports.destinationRules, ports.longestAttemptSeconds);
  const routes: readonly Route[] = [
    ...makeDocumentRoutes(() => routes),
    makeCallerRoute(),
    ...makeApplicationRoutes({ ...ports, schemas }),
    ...makeApiKeyRoutes(ports),
    ...makePortalLinkRoutes(ports),
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
