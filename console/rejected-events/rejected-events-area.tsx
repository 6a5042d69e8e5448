import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** Events that were not accepted. */
export function RejectedEventsArea() {
  return (
    <Page title="Rejected events">
      <Empty title="Not here yet." />
    </Page>
  );
}
