import { Page } from "../parts/page.tsx";
import { useAccess } from "../shell/use-access.ts";
import { PortalLinks } from "./portal-links.tsx";

/** The portal links of an application and environment, for its admins. */
export function PortalLinksArea() {
  const { application, environment } = useAccess();
  return (
    <Page
      title="Portal links"
      lead="A portal link lets somebody without an API key see, or manage, these webhooks for a while."
    >
      <PortalLinks application={application} environments={[environment]} />
    </Page>
  );
}
