import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** Portal links of an environment. */
export function PortalLinksArea() {
  return (
    <Page title="Portal links">
      <Empty title="Not here yet." />
    </Page>
  );
}
