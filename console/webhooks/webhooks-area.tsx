import { Route, Switch } from "wouter-preact";

import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";
import { EditWebhook } from "./edit/edit-webhook.tsx";
import { NewWebhook } from "./edit/new-webhook.tsx";

/** Webhooks of an environment. */
export function WebhooksArea() {
  return (
    <Switch>
      <Route path="/:environment/webhooks/new" component={NewWebhook} />
      <Route path="/:environment/webhooks/:id/edit" component={EditWebhook} />
      <Route>
        <Page title="Webhooks">
          <Empty title="Not here yet." />
        </Page>
      </Route>
    </Switch>
  );
}
