import { Page } from "../parts/page.tsx";
import { useAccess } from "../shell/use-access.ts";
import { ApiKeys } from "./api-keys.tsx";

/** The API keys of an application and environment, for its admins. */
export function ApiKeysArea() {
  const { application, environment } = useAccess();
  return (
    <Page
      title="API keys"
      lead={`Programs call the API with a key. These are of ${application}, ${environment}.`}
    >
      <ApiKeys owner={{ application, environment }} />
    </Page>
  );
}
