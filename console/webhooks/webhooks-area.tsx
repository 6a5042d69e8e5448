import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** Webhooks of an environment. */
export function WebhooksArea() {
  return (
    <Page title="Webhooks">
      <Empty title="Not here yet." />
    </Page>
  );
}
