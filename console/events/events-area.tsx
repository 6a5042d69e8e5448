import "./events.css";
import { Route, Switch } from "wouter-preact";

import { NoSuchPage } from "../shell/no-such-page.tsx";
import { EventPage } from "./event-page.tsx";
import { FindEventPage } from "./find-event-page.tsx";

/** Events of an environment. */
export function EventsArea() {
  return (
    <Switch>
      <Route path="/:environment/events" component={FindEventPage} />
      <Route path="/:environment/events/:id" component={EventPage} />
      <Route component={NoSuchPage} />
    </Switch>
  );
}
