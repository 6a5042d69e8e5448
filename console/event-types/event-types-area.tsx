import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** Event types of an application. */
export function EventTypesArea() {
  return (
    <Page title="Event types">
      <Empty title="Not here yet." />
    </Page>
  );
}
