import "./deliveries.css";
import { Route, Switch } from "wouter-preact";

import { NoSuchPage } from "../shell/no-such-page.tsx";
import { DeliveryListPage } from "./delivery-list-page.tsx";
import { DeliveryPage } from "./delivery-page.tsx";

/** Deliveries of an environment. */
export function DeliveriesArea() {
  return (
    <Switch>
      <Route path="/:environment/deliveries" component={DeliveryListPage} />
      <Route path="/:environment/deliveries/:id" component={DeliveryPage} />
      <Route component={NoSuchPage} />
    </Switch>
  );
}
