import { useLocation } from "wouter-preact";

import { useStore } from "../api/use-store.ts";
import { Badge } from "../parts/badge.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Time } from "../parts/time.tsx";
import { session } from "./session-store.ts";
import { accessTo, endOf, PLACE_WORDS, PLACES } from "./session.ts";

/** Which keys this tab has, until when, and the way out. */
export function KeysDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const present = useStore(session);
  const [, navigate] = useLocation();
  return (
    <Dialog title="Keys of this tab" isOpen={isOpen} onClose={onClose}>
      <ul class="keys">
        {PLACES.map((place) => {
          const access = accessTo(present, place);
          return (
            <li key={place}>
              <strong>{PLACE_WORDS[place]}</strong>
              {access === undefined ? (
                <Button
                  label={`Add a key for ${PLACE_WORDS[place]}`}
                  onClick={() => {
                    onClose();
                    navigate(place === "operator" ? "/operator/operations" : `/${place}/webhooks`);
                  }}
                >
                  Add a key
                </Button>
              ) : (
                <>
                  <span>
                    {access.name ?? "The operator key"}{" "}
                    {access.role !== undefined && <Badge tone="quiet">{access.role}</Badge>}
                  </span>
                  <span class="hint">
                    until <Time at={endOf(present, access)} />
                  </span>
                </>
              )}
            </li>
          );
        })}
      </ul>
      <p class="hint">
        They are kept in this tab only, and forgotten when you close it or sign out.
      </p>
    </Dialog>
  );
}
