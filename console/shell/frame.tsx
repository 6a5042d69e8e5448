import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";

import { useStore } from "../api/use-store.ts";
import { Button } from "../parts/button.tsx";
import { OPERATOR_PLACES, offered, samePlaceIn, TENANT_PLACES } from "./places.ts";
import { session, signOut } from "./session-store.ts";
import { accessTo, applicationOf, type Environment, ENVIRONMENTS } from "./session.ts";

const WORDS = { production: "Production", sandbox: "Sandbox", operator: "Operator" };

/** What is around each page: whose it is, which environment, where else one can go. */
export function Frame({
  place,
  children,
}: {
  readonly place: Environment | "operator";
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`frame ${place}`}>
      <button
        type="button"
        class="skip"
        onClick={() => document.querySelector<HTMLElement>("main h1")?.focus()}
      >
        Skip to the content
      </button>
      <Band place={place} />
      <Navigation place={place} />
      <main id="main">{children}</main>
    </div>
  );
}

/** The environment, as a colour and as a word; the others to switch to. */
function Band({ place }: { readonly place: Environment | "operator" }) {
  const present = useStore(session);
  const [path] = useLocation();
  const application = applicationOf(present);
  const isLink = present.accesses.some(({ kind }) => kind === "portal-link");
  const environments = isLink
    ? ENVIRONMENTS.filter((environment) => accessTo(present, environment) !== undefined)
    : ENVIRONMENTS;
  return (
    <header class="band">
      <span class="brand">Ringback</span>
      {application !== undefined && <span class="application">{application}</span>}
      <nav class="environments" aria-label="Environment">
        {application !== undefined &&
          environments.map((environment) => (
            <Link
              key={environment}
              href={
                place === "operator" ? `/${environment}/webhooks` : samePlaceIn(environment, path)
              }
              aria-current={environment === place ? "true" : undefined}
            >
              {WORDS[environment]}
            </Link>
          ))}
        {accessTo(present, "operator") !== undefined && (
          <Link
            href="/operator/operations"
            aria-current={place === "operator" ? "true" : undefined}
          >
            {WORDS.operator}
          </Link>
        )}
      </nav>
      {!isLink && <Button onClick={signOut}>Sign out</Button>}
    </header>
  );
}

function Navigation({ place }: { readonly place: Environment | "operator" }) {
  const access = accessTo(useStore(session), place);
  const [path] = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  if (access === undefined) return <div class="navigation" />;
  const places = offered(place === "operator" ? OPERATOR_PLACES : TENANT_PLACES, access);
  return (
    <nav class={isOpen ? "navigation open" : "navigation"} aria-label="Pages">
      <button
        type="button"
        class="button plain menu"
        aria-expanded={isOpen}
        aria-controls="pages"
        onClick={() => setOpen(!isOpen)}
      >
        Menu
      </button>
      <ul id="pages">
        {places.map((each) => {
          const to = `/${place}/${each.path}`;
          const isHere = path === to || path.startsWith(`${to}/`);
          return (
            <li key={to}>
              <Link href={to} aria-current={isHere ? "page" : undefined}>
                {each.label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
