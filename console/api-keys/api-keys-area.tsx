import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** API keys of an environment. */
export function ApiKeysArea() {
  return (
    <Page title="API keys">
      <Empty title="Not here yet." />
    </Page>
  );
}
