import { Route, Switch } from "wouter-preact";

import { ApplicationsArea } from "../operations/applications-area.tsx";
import { OperationsArea } from "../operations/operations-area.tsx";
import { NoSuchPage } from "./no-such-page.tsx";

/** The operator's pages: no tenant's data. */
export function OperatorPages() {
  return (
    <Switch>
      <Route path="/operator/operations/*?" component={OperationsArea} />
      <Route path="/operator/applications/*?" component={ApplicationsArea} />
      <Route component={NoSuchPage} />
    </Switch>
  );
}
