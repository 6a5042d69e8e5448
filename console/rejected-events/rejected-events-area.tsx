import { Page } from "../parts/page.tsx";
import { RejectedEvents } from "./rejected-events.tsx";

/** Events of the bus that were rejected, for their application. */
export function RejectedEventsArea() {
  return (
    <Page
      title="Rejected events"
      lead="What a producer put on the bus, and what could become no event. Kept for 14 days; the payload lies in the rejected-events queue and is not shown. What is posted over HTTP is answered at once, and never here."
    >
      <RejectedEvents
        none="Nothing was rejected"
        hint="Every entry of the bus that addressed this application here became an event."
      />
    </Page>
  );
}
