import { Route, Switch } from "wouter-preact";

import { ApplicationList } from "./application-list.tsx";
import { ApplicationPage } from "./application-page.tsx";

/** The applications of the installation, for its operator. */
export function ApplicationsArea() {
  return (
    <Switch>
      <Route path="/operator/applications/:id">
        {({ id }) => <ApplicationPage key={id} id={id} />}
      </Route>
      <Route>
        <ApplicationList />
      </Route>
    </Switch>
  );
}
