import type {
  Position,
  SealedItem,
  SealedItems,
  Walk,
  WalkStore,
} from "../../../lambdas/vault-key/ports.ts";
import { callPlainly, type ExternalCall } from "./external-call.ts";

/** Everything that is sealed, in memory, as other functions put it there. */
export interface MemorySealedItems extends SealedItems {
  put(item: SealedItem): void;
  remove(position: Position): void;
  all(): readonly SealedItem[];
}

/** @param pageSize items of one page */
export function makeMemorySealedItems(
  pageSize: number,
  call: ExternalCall = callPlainly,
): MemorySealedItems {
  const items = new Map<string, SealedItem>();
  return {
    put: (item) => void items.set(nameOf(item.position), item),
    remove: (position) => void items.delete(nameOf(position)),
    all: () => [...items.values()],

    page: (after) =>
      call("page", () => {
        const behind = [...items.keys()]
          .toSorted()
          .filter((name) => after === undefined || name > nameOf(after));
        const page = behind.slice(0, pageSize).flatMap((name) => items.get(name) ?? []);
        const next = page.at(-1)?.position;
        return { items: page, ...(behind.length > pageSize && next !== undefined && { next }) };
      }),

    read: (position) => call("read", () => items.get(nameOf(position))),

    replace: (item, seals) =>
      call("replace", () => {
        const present = items.get(nameOf(item.position));
        const isUnchanged =
          present !== undefined &&
          (present.version === undefined
            ? present.seals[0]?.jwe === item.seals[0]?.jwe
            : present.version === item.version);
        if (isUnchanged) {
          const { version } = present;
          items.set(nameOf(item.position), {
            ...present,
            seals,
            ...(version !== undefined && { version: version + 1 }),
          });
        }
        return isUnchanged;
      }),
  };
}

/** The walk in memory. */
export function makeMemoryWalkStore(call: ExternalCall = callPlainly): WalkStore {
  let present: Walk | undefined;
  return {
    read: () => call("read the walk", () => present),
    write: (walk) =>
      call("write the walk", () => {
        const isNext = (present?.step ?? 0) + 1 === walk.step;
        if (isNext) present = walk;
        return isNext;
      }),
  };
}

function nameOf({ pk, sk }: Position): string {
  return `${pk} ${sk}`;
}
