import type { ComponentChildren } from "preact";

import { Band } from "./band.tsx";
import { Navigation } from "./navigation.tsx";
import type { Opened } from "./session.ts";

/** What is around each page: whose it is, which environment, where else one can go. */
export function Frame({
  place,
  children,
}: {
  readonly place: Opened;
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
      <main>{children}</main>
    </div>
  );
}
