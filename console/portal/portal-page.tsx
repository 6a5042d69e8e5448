import { Empty } from "../parts/empty.tsx";

/** What a portal link opens, until its code is exchanged. */
export function PortalPage() {
  return <Empty title="Not here yet." />;
}
