import { useStore } from "../api/use-store.ts";
import { clock } from "./clock.ts";
import { distanceWords } from "./time-words.ts";

const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** A time of the API in the reader's own zone, or how far it is from now; ISO is its title. */
export function Time({
  at,
  isRelative = false,
}: {
  readonly at: string | number;
  /** "3 minutes ago" in place of date and time. */
  readonly isRelative?: boolean;
}) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>{String(at)}</span>;
  const iso = date.toISOString();
  return (
    <time dateTime={iso} title={isRelative ? `${ABSOLUTE.format(date)} · ${iso}` : iso}>
      {isRelative ? <Distance atMs={date.getTime()} /> : ABSOLUTE.format(date)}
    </time>
  );
}

function Distance({ atMs }: { readonly atMs: number }) {
  return <>{distanceWords(atMs, useStore(clock))}</>;
}
