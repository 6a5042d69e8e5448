import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { Redirect, Route, Router, Switch } from "wouter-preact";

import { ClientContext } from "../api/client-context.ts";
import { useStore } from "../api/use-store.ts";
import { Notices } from "../parts/notices.tsx";
import { TitleContext } from "../parts/title-context.ts";
import { apiBase } from "./api-base.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Frame } from "./frame.tsx";
import { useHashLocation } from "./hash-location.ts";
import { MissingKey } from "./missing-key.tsx";
import { OperatorPages } from "./operator-pages.tsx";
import { homeOf } from "./places.ts";
import { makeSessionClient } from "./session-client.ts";
import { session } from "./session-store.ts";
import { accessTo, type Environment } from "./session.ts";
import { SignInAgain } from "./sign-in-again-dialog.tsx";
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
      <ErrorBoundary>
        {present.accesses.length === 0 ? (
          signedOut
        ) : (
          <Switch>
            <Route path="/production/*?">
              <Environment place="production" />
            </Route>
            <Route path="/sandbox/*?">
              <Environment place="sandbox" />
            </Route>
            <Route path="/operator/*?">
              <Environment place="operator" />
            </Route>
            <Route>
              <Redirect to={homeOf(present)} replace />
            </Route>
          </Switch>
        )}
      </ErrorBoundary>
      <WaitingBanner />
      <Notices />
      <SignInAgain />
    </Router>
  );
}

const TITLES = { production: "Production", sandbox: "Sandbox", operator: "Operator" };

/** What the address's first part names. Everything below it is made anew for another one. */
function Environment({ place }: { readonly place: Environment | "operator" }) {
  const access = accessTo(useStore(session), place);
  const client = useMemo(() => makeSessionClient(apiBase(location.href), place), [place]);
  return (
    <TitleContext.Provider value={TITLES[place]}>
      <Frame place={place}>
        {access === undefined ? (
          <MissingKey place={place} />
        ) : (
          <ClientContext.Provider value={client}>
            <AccessContext.Provider value={access}>
              <ErrorBoundary key={place}>
                {place === "operator" ? <OperatorPages /> : <TenantPages />}
              </ErrorBoundary>
            </AccessContext.Provider>
          </ClientContext.Provider>
        )}
      </Frame>
    </TitleContext.Provider>
  );
}
