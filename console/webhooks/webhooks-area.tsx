import "./webhooks.css";
import { Route, Switch } from "wouter-preact";

import { NoSuchPage } from "../shell/no-such-page.tsx";
import { VerifyPage } from "../verify/verify-page.tsx";
import { EditWebhook } from "./edit/edit-webhook.tsx";
import { NewWebhook } from "./edit/new-webhook.tsx";
import { WebhookListPage } from "./list/webhook-list-page.tsx";
import { WebhookPage } from "./view/webhook-page.tsx";
import { WhyPage } from "./why/why-page.tsx";

/** Webhooks of an environment. */
export function WebhooksArea() {
  return (
    <Switch>
      <Route path="/:environment/webhooks" component={WebhookListPage} />
      <Route path="/:environment/webhooks/new" component={NewWebhook} />
      <Route path="/:environment/webhooks/:id/edit" component={EditWebhook} />
      <Route path="/:environment/webhooks/:id/why" component={WhyPage} />
      <Route path="/:environment/webhooks/:id/verify" component={VerifyPage} />
      <Route path="/:environment/webhooks/:id" component={WebhookPage} />
      <Route component={NoSuchPage} />
    </Switch>
  );
}
