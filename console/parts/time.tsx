import { useEffect, useState } from "preact/hooks";

import { distanceWords } from "./time-words.ts";

const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
/** How often a distance is looked at again, in ms. */
const LOOK_EVERY_MS = 15_000;

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
  const [nowMs, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return <>{distanceWords(atMs, nowMs)}</>;
}
