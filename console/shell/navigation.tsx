import { useEffect, useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";

import { useStore } from "../api/use-store.ts";
import { offered, placesOf } from "./places.ts";
import { session } from "./session-store.ts";
import { accessTo, type Opened } from "./session.ts";

/** The pages that the key allows; on a phone behind a button. */
export function Navigation({ place }: { readonly place: Opened }) {
  const access = accessTo(useStore(session), place);
  const [path] = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  if (access === undefined) return <div class="navigation" />;
  const pages = offered(placesOf(place), access).map(({ path: area, label }) => {
    const to = `/${place}/${area}`;
    return { label, to, isHere: path === to || path.startsWith(`${to}/`) };
  });
  const here = pages.find(({ isHere }) => isHere);
  return (
    <nav class={isOpen ? "navigation open" : "navigation"} aria-label="Pages">
      <button
        type="button"
        class="button menu"
        aria-expanded={isOpen}
        aria-controls="pages"
        onClick={() => setOpen(!isOpen)}
      >
        <span aria-hidden="true">☰</span> {here?.label ?? "Menu"}
        <span class="unseen">: other pages</span>
      </button>
      <ul id="pages">
        {pages.map(({ to, label, isHere }) => (
          <li key={to}>
            <Link href={to} aria-current={isHere ? "page" : undefined}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
