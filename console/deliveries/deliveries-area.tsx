import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** Deliveries of an environment. */
export function DeliveriesArea() {
  return (
    <Page title="Deliveries">
      <Empty title="Not here yet." />
    </Page>
  );
}
