import { Empty } from "../parts/empty.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";

/** The address leads nowhere. */
export function NoSuchPage() {
  return (
    <Page title="No such page">
      <Empty title="Nothing is at this address.">
        <p>It may have been copied in part.</p>
        <LinkButton to="/">Go to the beginning</LinkButton>
      </Empty>
    </Page>
  );
}
