import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** The installation, for its operator. */
export function OperationsArea() {
  return (
    <Page title="Operations">
      <Empty title="Not here yet." />
    </Page>
  );
}
