import type { OnePage } from "../api/use-pages.ts";
import { Button } from "./button.tsx";

/** Newer and older pages of a list. */
export function Pager<Row>({
  of: page,
  label = "Pages of the list",
}: {
  readonly of: Pick<OnePage<Row>, "number" | "hasNewer" | "hasOlder" | "newer" | "older">;
  readonly label?: string;
}) {
  if (!page.hasNewer && !page.hasOlder) return null;
  return (
    <nav class="pager" aria-label={label}>
      <Button onClick={page.newer} isDisabled={!page.hasNewer}>
        Newer
      </Button>
      <span>Page {page.number}</span>
      <Button onClick={page.older} isDisabled={!page.hasOlder}>
        Older
      </Button>
    </nav>
  );
}
