import { Link, useLocation, useSearch } from "wouter-preact";

import type { Webhook } from "../../../client/client.ts";
import { Button } from "../../parts/button.tsx";
import { Empty } from "../../parts/empty.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Page } from "../../parts/page.tsx";
import { useAccess } from "../../shell/use-access.ts";
import { isWhole, type ListView, listPath, readListView } from "./list-address.ts";
import { ListFilters } from "./list-filters.tsx";
import { eventsOf, listed, ROWS_OF_A_PAGE, troubleWords, WHOLE_LIST } from "./list-model.ts";
import { counted } from "./success-share.ts";
import { useAllWebhooks } from "./use-all-webhooks.ts";
import { WebhookTable } from "./webhook-table.tsx";

/** The webhooks of the environment. */
export function WebhookListPage() {
  const { may, path, environment } = useAccess();
  const [, navigate] = useLocation();
  const view = readListView(useSearch());
  const { loaded, isPart } = useAllWebhooks(view.isHidden);
  const show = (next: ListView): void => navigate(path(listPath(next)), { replace: true });
  return (
    <Page
      title={view.isHidden ? "Webhooks of callback URLs" : "Webhooks"}
      lead={
        view.isHidden
          ? "Made for the origins of the callback URLs that notifications name, and configured by the application."
          : `Receivers of the events of ${environment}.`
      }
      actions={
        may("webhooks:write") &&
        !view.isHidden && (
          <LinkButton kind="primary" to={path("/webhooks/new")}>
            New webhook
          </LinkButton>
        )
      }
    >
      <Loading of={loaded}>
        {(webhooks) =>
          webhooks.length === 0 && isWhole(view) ? (
            <NoWebhooks isHidden={view.isHidden} />
          ) : (
            <List webhooks={webhooks} isPart={isPart} view={view} onShow={show} />
          )
        }
      </Loading>
      <p class="webhook-others">
        <Link href={path(listPath({ ...readListView(""), isHidden: !view.isHidden }))}>
          {view.isHidden ? "Your own webhooks" : "Webhooks of callback URLs"}
        </Link>
      </p>
    </Page>
  );
}

function List({
  webhooks,
  isPart,
  view,
  onShow,
}: {
  readonly webhooks: readonly Webhook[];
  readonly isPart: boolean;
  readonly view: ListView;
  readonly onShow: (view: ListView) => void;
}) {
  const found = listed(webhooks, view.filter, view.order);
  const last = Math.max(1, Math.ceil(found.length / ROWS_OF_A_PAGE));
  const page = Math.min(view.page, last);
  const from = (page - 1) * ROWS_OF_A_PAGE;
  return (
    <>
      <ListFilters view={view} events={eventsOf(webhooks)} onChange={onShow} />
      <p class="webhook-count" role="status">
        {countWords(found, webhooks.length, isPart)}
      </p>
      {found.length === 0 ? (
        <Empty title="No webhook is like that">
          <Button onClick={() => onShow({ ...view, filter: WHOLE_LIST, page: 1 })}>Show all</Button>
        </Empty>
      ) : (
        <WebhookTable caption="Webhooks" rows={found.slice(from, from + ROWS_OF_A_PAGE)} />
      )}
      {last > 1 && (
        <nav class="pager" aria-label="Pages of the list">
          <Button isDisabled={page === 1} onClick={() => onShow({ ...view, page: page - 1 })}>
            Previous
          </Button>
          <span>
            Page {page} of {last}
          </span>
          <Button isDisabled={page === last} onClick={() => onShow({ ...view, page: page + 1 })}>
            Next
          </Button>
        </nav>
      )}
    </>
  );
}

function countWords(found: readonly Webhook[], all: number, isPart: boolean): string {
  const whole = `${counted(all)}${isPart ? " so far" : ""}`;
  const count = found.length === all ? whole : `${counted(found.length)} of ${whole}`;
  const trouble = troubleWords(found);
  return `${count} webhook${all === 1 ? "" : "s"}${trouble === "" ? "" : `: ${trouble}`}`;
}

function NoWebhooks({ isHidden }: { readonly isHidden: boolean }) {
  const { may, path } = useAccess();
  if (isHidden) {
    return (
      <Empty title="There is none">
        <p>The first notification with a callback URL makes one.</p>
      </Empty>
    );
  }
  return (
    <Empty title="There is no webhook yet">
      <p>
        A webhook says where events are sent, which of them, and how they are signed. An address and
        an event type are enough for the first.
      </p>
      {may("webhooks:write") ? (
        <LinkButton kind="primary" to={path("/webhooks/new")}>
          Make the first webhook
        </LinkButton>
      ) : (
        <p>It takes a key with the role manager or admin to make one.</p>
      )}
    </Empty>
  );
}
