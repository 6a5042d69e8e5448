import { HEALTH_WORDS, STATUS_WORDS } from "../words/health-words.ts";
import { type ListFilter, type ListOrder, WHOLE_LIST } from "./list-model.ts";

/** What the address of a list says. */
export interface ListView {
  readonly filter: ListFilter;
  readonly order: ListOrder;
  /** Those of callback URLs, in place of one's own. */
  readonly isHidden: boolean;
  /** From 1. */
  readonly page: number;
}

/** How webhooks may be listed, in the order of the menu. */
export const ORDERS = ["name", "trouble", "newest"] as const satisfies readonly ListOrder[];

/** Reads what stands behind the `?` of an address; what no list could have is passed over. */
export function readListView(search: string): ListView {
  const given = new URLSearchParams(search);
  const text = (name: string): string => given.get(name) ?? "";
  const page = Number(text("page"));
  return {
    filter: {
      text: text("text"),
      event: text("event"),
      status: oneOf(Object.keys(STATUS_WORDS) as (keyof typeof STATUS_WORDS)[], text("status")),
      health: oneOf(Object.keys(HEALTH_WORDS) as (keyof typeof HEALTH_WORDS)[], text("health")),
    },
    order: oneOf(ORDERS, text("order")) || "name",
    isHidden: text("hidden") === "true",
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The address of a list below the environment: `/webhooks?health=down`. */
export function listPath({ filter, order, isHidden, page }: ListView): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== "") search.set(name, value);
  if (order !== "name") search.set("order", order);
  if (isHidden) search.set("hidden", "true");
  if (page > 1) search.set("page", String(page));
  return search.size === 0 ? "/webhooks" : `/webhooks?${search}`;
}

/** Whether a view shows all of its webhooks. */
export function isWhole({ filter }: ListView): boolean {
  return Object.keys(WHOLE_LIST).every((name) => filter[name as keyof ListFilter] === "");
}

function oneOf<Value extends string>(values: readonly Value[], text: string): Value | "" {
  return values.find((value) => value === text) ?? "";
}
