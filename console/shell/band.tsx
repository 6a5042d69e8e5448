import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";

import { useStore } from "../api/use-store.ts";
import { placeOfHash } from "./hash-place.ts";
import { KeysDialog } from "./keys-dialog.tsx";
import { Mark } from "./mark.tsx";
import { samePlaceIn } from "./places.ts";
import { session, signOut } from "./session-store.ts";
import { accessTo, applicationOf, isOfLink, type Opened, PLACE_WORDS, PLACES } from "./session.ts";

/** Across the top: the environment as a colour and as a word, the others to switch to, the keys. */
export function Band({ place }: { readonly place: Opened }) {
  const present = useStore(session);
  useLocation(); // draws it again
  const here = placeOfHash(location.hash);
  const [areKeysShown, showKeys] = useState(false);
  const application = applicationOf(present);
  const isLink = isOfLink(present);
  // The other environment is offered before its key is there: that page asks for it.
  const places = PLACES.filter(
    (each) =>
      each === place ||
      accessTo(present, each) !== undefined ||
      (each !== "operator" && application !== undefined && !isLink),
  );
  return (
    <header class="band">
      <span class="brand">
        <Mark /> <span class="brand-name">Ringback</span>
      </span>
      {application !== undefined && <span class="application">{application}</span>}
      {isLink && <span class="application">{accessTo(present, place)?.name}</span>}
      <nav class="environments" aria-label="Environments">
        {places.map((each) => (
          <Link
            key={each}
            href={samePlaceIn(each, here)}
            aria-current={each === place ? "true" : undefined}
          >
            {PLACE_WORDS[each]}
          </Link>
        ))}
      </nav>
      {!isLink && (
        <div class="actions">
          <button type="button" class="button" onClick={() => showKeys(true)}>
            Keys<span class="unseen"> of this tab</span>
          </button>
          <button type="button" class="button" onClick={signOut}>
            Sign out
          </button>
        </div>
      )}
      <KeysDialog isOpen={areKeysShown} onClose={() => showKeys(false)} />
    </header>
  );
}
