import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** Events of an environment. */
export function EventsArea() {
  return (
    <Page title="Events">
      <Empty title="Not here yet." />
    </Page>
  );
}
