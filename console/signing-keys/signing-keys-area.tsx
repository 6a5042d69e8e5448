import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** Signing keys of an environment. */
export function SigningKeysArea() {
  return (
    <Page title="Signing keys">
      <Empty title="Not here yet." />
    </Page>
  );
}
