import { useState } from "preact/hooks";

import type { EventType } from "../../client/client.ts";
import { useLoaded } from "../api/use-loaded.ts";
import { Badge } from "../parts/badge.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { Section } from "../parts/section.tsx";
import { Select } from "../parts/select.tsx";
import { TextField } from "../parts/text-field.tsx";
import { useAccess } from "../shell/use-access.ts";
import { catalogueGroups, systemsIn, systemTitle } from "./catalogue.ts";
import { loadEventTypes } from "./load-event-types.ts";

/** The catalogue: built-in event types by system, and the application's own. */
export function EventTypeList() {
  const { may, path } = useAccess();
  const loaded = useLoaded(loadEventTypes, []);
  const mayWrite = may("event-types:write");
  return (
    <Page
      title="Event types"
      lead="Every event has a type: it says which payloads are valid, and which parts a webhook may choose."
      actions={
        mayWrite && (
          <LinkButton kind="primary" to={path("/event-types/new")}>
            New event type
          </LinkButton>
        )
      }
    >
      <Loading of={loaded}>{(types) => <Catalogue types={types} />}</Loading>
    </Page>
  );
}

function Catalogue({ types }: { readonly types: readonly EventType[] }) {
  const { path } = useAccess();
  const [search, setSearch] = useState("");
  const [system, setSystem] = useState("");
  const groups = catalogueGroups(types, search, system);
  const systems = systemsIn(types).map((value) => ({ value, label: systemTitle(value) }));
  return (
    <>
      <div class="filters">
        <TextField
          label="Search"
          name="search"
          type="search"
          value={search}
          onInput={setSearch}
          hint="Words of the name or description"
        />
        <Select
          label="System"
          name="system"
          value={system}
          onChange={setSystem}
          options={[{ value: "", label: "All" }, ...systems]}
        />
      </div>
      {groups.length === 0 && (
        <Empty title="No event type has these words">
          Search for less, or for all systems. Event types of your own appear here, too.
        </Empty>
      )}
      {groups.map(({ system: key, title, types: found }) => (
        <Section key={key} title={`${title} (${found.length})`}>
          <DataTable
            caption={`Event types: ${title}`}
            rows={found}
            keyOf={({ name }) => name}
            rowLink={({ name }) => path(`/event-types/${name}`)}
            columns={[
              { head: "Name", cell: ({ name }) => <code>{name}</code> },
              { head: "Description", cell: ({ description }) => description },
              {
                head: "Attributes",
                cell: ({ mandatory, selectable }) => mandatory.length + selectable.length,
                isNumeric: true,
              },
              {
                head: "Kind",
                cell: ({ built_in: isBuiltIn }) => (
                  <Badge tone="quiet">{isBuiltIn ? "built-in" : "own"}</Badge>
                ),
              },
            ]}
          />
        </Section>
      ))}
    </>
  );
}
