import { useLocation, useParams } from "wouter-preact";

import { Page } from "../parts/page.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { OPERATION_KINDS, operationKind } from "./operation-rows.ts";
import { OperationsList } from "./operations-list.tsx";

/** Who is down, what waits, what was dropped and rejected, of all tenants: counts and reasons. */
export function OperationsArea() {
  const { "*": rest = "" } = useParams<{ "*"?: string }>();
  const [, navigate] = useLocation();
  return (
    <Page
      title="Operations"
      lead="Counts, states and reasons of all applications; nothing that was sent or answered."
    >
      <Tabs
        label="What to look at"
        selected={operationKind(rest).kind}
        onSelect={(kind) => navigate(`/operator/operations/${kind}`)}
        tabs={OPERATION_KINDS.map((kind) => ({
          id: kind.kind,
          label: kind.title,
          panel: () => <OperationsList key={kind.kind} kind={kind} />,
        }))}
      />
    </Page>
  );
}
