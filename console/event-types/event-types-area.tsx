import "./event-types.css";
import { Route, Switch } from "wouter-preact";

import { EventTypeEditor } from "./event-type-editor.tsx";
import { EventTypeList } from "./event-type-list.tsx";
import { EventTypePage } from "./event-type-page.tsx";

/** The catalogue of event types, one of them, and those of one's own. */
export function EventTypesArea() {
  return (
    <Switch>
      <Route path="/:environment/event-types/new">
        <EventTypeEditor />
      </Route>
      <Route path="/:environment/event-types/:name/edit">
        {({ name }) => <EventTypeEditor key={name} name={name} />}
      </Route>
      <Route path="/:environment/event-types/:name">
        {({ name }) => <EventTypePage key={name} name={name} />}
      </Route>
      <Route>
        <EventTypeList />
      </Route>
    </Switch>
  );
}
