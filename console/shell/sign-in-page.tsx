import { useEffect } from "preact/hooks";

import { useStore } from "../api/use-store.ts";
import { problemOfOtherApplication } from "./key-text.ts";
import { hasEnded, session, signIn } from "./session-store.ts";
import { applicationOf } from "./session.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** The first page. The address keeps where one was, so that one is there again after signing in. */
export function SignInPage() {
  const ended = useStore(hasEnded);
  useEffect(() => {
    document.title = "Sign in · Ringback";
  }, []);
  return (
    <main class="sign-in" id="main">
      <h1>Ringback</h1>
      {ended ? (
        <p class="session-ended" role="status">
          Your session has ended: it lasts twelve hours, or until the key expires. Sign in again,
          and you are where you were.
        </p>
      ) : (
        <p class="lead">Webhooks of your application, and what became of each delivery.</p>
      )}
      <SignInForm
        submit="Sign in"
        accept={(access) => {
          const refused = problemOfOtherApplication(
            applicationOf(session.get()),
            access.application,
          );
          if (refused === undefined) signIn(access);
          return refused;
        }}
      >
        <p class="hint">
          The key of an application opens its environment; you can add the one of the other
          environment afterwards. The operator key opens the installation. A key is kept in this tab
          only, for twelve hours at most.
        </p>
      </SignInForm>
    </main>
  );
}
