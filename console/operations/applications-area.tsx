import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";

/** Applications, for the operator. */
export function ApplicationsArea() {
  return (
    <Page title="Applications">
      <Empty title="Not here yet." />
    </Page>
  );
}
