import { Route, Switch } from "wouter-preact";

import { ApiKeysArea } from "../api-keys/api-keys-area.tsx";
import { DeliveriesArea } from "../deliveries/deliveries-area.tsx";
import { EventTypesArea } from "../event-types/event-types-area.tsx";
import { EventsArea } from "../events/events-area.tsx";
import { PortalLinksArea } from "../portal/portal-links-area.tsx";
import { RejectedEventsArea } from "../rejected-events/rejected-events-area.tsx";
import { SigningKeysArea } from "../signing-keys/signing-keys-area.tsx";
import { WebhooksArea } from "../webhooks/webhooks-area.tsx";
import { NoSuchPage } from "./no-such-page.tsx";

/** The pages of an environment; each area has routes of its own below these. */
export function TenantPages() {
  return (
    <Switch>
      <Route path="/:environment/webhooks/*?" component={WebhooksArea} />
      <Route path="/:environment/deliveries/*?" component={DeliveriesArea} />
      <Route path="/:environment/events/*?" component={EventsArea} />
      <Route path="/:environment/event-types/*?" component={EventTypesArea} />
      <Route path="/:environment/rejected-events/*?" component={RejectedEventsArea} />
      <Route path="/:environment/signing-keys/*?" component={SigningKeysArea} />
      <Route path="/:environment/api-keys/*?" component={ApiKeysArea} />
      <Route path="/:environment/portal-links/*?" component={PortalLinksArea} />
      <Route component={NoSuchPage} />
    </Switch>
  );
}
