import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Redirect, Router, useLocation } from "wouter-preact";

import { ClientContext } from "../api/client-context.ts";
import { useStore } from "../api/use-store.ts";
import { Notices } from "../parts/notices.tsx";
import { TitleContext } from "../parts/title-context.ts";
import { apiBase } from "./api-base.ts";
import { ownEntry, ownerOfEntry } from "./entry-owner.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Frame } from "./frame.tsx";
import { useHashLocation } from "./hash-location.ts";
import { placeOfHash } from "./hash-place.ts";
import { OperatorPages } from "./operator-pages.tsx";
import { addressOf, homeOf, placeOfAnother } from "./places.ts";
import { makeSessionClient } from "./session-client.ts";
import { session } from "./session-store.ts";
import {
  type Access,
  accessTo,
  isOfLink,
  type Opened,
  PLACE_WORDS,
  PLACES,
  type Session,
} from "./session.ts";
import { MissingKey } from "./sign-in/missing-key.tsx";
import { SignInDialog } from "./sign-in/sign-in-dialog.tsx";
import { TenantPages } from "./tenant-pages.tsx";
import { AccessContext } from "./use-access.ts";
import { WaitingBanner } from "./waiting-banner.tsx";

/**
 * The whole page: what is shown without a session, or the pages of the environment (or of the
 * operator) that the address names.
 */
export function App({ signedOut }: { readonly signedOut: ComponentChildren }) {
  const present = useStore(session);
  return (
    // oxlint-disable-next-line react/hooks -- wouter calls it
    <Router hook={useHashLocation}>
      <ErrorBoundary at="">
        {present.accesses.length === 0 ? signedOut : <SignedIn present={present} />}
      </ErrorBoundary>
      <WaitingBanner />
      <Notices />
      <SignInDialog />
    </Router>
  );
}

function SignedIn({ present }: { readonly present: Session }) {
  const [path] = useLocation();
  const place = PLACES.find((each) => each === path.split("/")[1]);
  // A link opens what it opens; a key for more is asked of those who have keys.
  if (place === undefined || (isOfLink(present) && accessTo(present, place) === undefined)) {
    return <Redirect to={homeOf(present)} replace />;
  }
  const access = accessTo(present, place);
  const to = placeInstead(access);
  if (to !== undefined) return <Redirect to={to} replace />;
  return <Pages key={place} place={place} access={access} />;
}

/** Where to go from an address that was shown to another application; undefined: stay. */
function placeInstead(access: Access | undefined): string | undefined {
  const [owner, application] = [ownerOfEntry(), access?.application];
  if (owner === undefined || application === undefined || owner === application) return undefined;
  const here = placeOfHash(location.hash);
  const to = placeOfAnother(here);
  return to === addressOf(here) ? undefined : to;
}

function Pages({ place, access }: { readonly place: Opened; readonly access: Access | undefined }) {
  const [path] = useLocation();
  const application = access?.application;
  useEffect(() => {
    if (application !== undefined) ownEntry(application);
  });
  const client = useMemo(() => makeSessionClient(apiBase(location.href), place), [place]);
  return (
    <TitleContext.Provider value={PLACE_WORDS[place]}>
      <Frame place={place}>
        {access === undefined ? (
          <MissingKey place={place} />
        ) : (
          <ClientContext.Provider value={client}>
            <AccessContext.Provider value={access}>
              <ErrorBoundary at={path}>
                {place === "operator" ? <OperatorPages /> : <TenantPages />}
              </ErrorBoundary>
            </AccessContext.Provider>
          </ClientContext.Provider>
        )}
      </Frame>
    </TitleContext.Provider>
  );
}
