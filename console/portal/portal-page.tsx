import { useEffect, useState } from "preact/hooks";

import { useStore } from "../api/use-store.ts";
import { Button } from "../parts/button.tsx";
import { apiBase } from "../shell/api-base.ts";
import { hasEnded, signIn } from "../shell/session-store.ts";
import { exchangeCode } from "./exchange-code.ts";
import { portalAddress } from "./portal-address.ts";
import { type LinkFailure, linkFailure } from "./portal-code.ts";

/** What a portal link shows until it is open, and once it no longer is: never a field for a key. */
export function PortalPage() {
  const { linkId, code } = portalAddress;
  const isOver = useStore(hasEnded);
  const [failure, setFailure] = useState<LinkFailure | undefined>(
    code === undefined ? linkFailure(undefined) : undefined,
  );
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (linkId === undefined || code === undefined || isOver) return;
    let isLeft = false;
    setFailure(undefined);
    void exchangeCode(apiBase(location.href), linkId, code).then((outcome) => {
      if (isLeft) return;
      if ("accesses" in outcome) signIn(...outcome.accesses);
      else setFailure(linkFailure(outcome.status));
    });
    return () => {
      isLeft = true;
    };
  }, [tries]);
  const shown = isOver ? linkFailure("ended") : failure;
  return (
    <main class="sign-in" aria-busy={shown === undefined}>
      {shown === undefined ? (
        <h1>Opening…</h1>
      ) : (
        <div role="alert">
          <h1>{shown.title}</h1>
          <p>{shown.detail}</p>
          {shown.mayTryAgain && (
            <Button kind="primary" onClick={() => setTries(tries + 1)}>
              Try again
            </Button>
          )}
        </div>
      )}
    </main>
  );
}
