import { useEffect, useRef } from "preact/hooks";

import { useStore } from "../../api/use-store.ts";
import { takeFocusDebt } from "../hash-location.ts";
import { Mark } from "../mark.tsx";
import { hasEnded } from "../session-store.ts";
import { SignInForm } from "./sign-in-form.tsx";
import { takeKey } from "./take-key.ts";

/** The first page. The address keeps where one was: one is there again after signing in. */
export function SignInPage() {
  const ended = useStore(hasEnded);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = "Sign in · Ringback";
    if (takeFocusDebt()) heading.current?.focus();
  }, []);
  return (
    <main class="sign-in">
      <h1 tabIndex={-1} ref={heading}>
        <Mark /> Ringback
      </h1>
      {ended && (
        <div class="session-ended" role="status">
          <p>
            <strong>Your session has ended.</strong> It lasts twelve hours, or until the key
            expires. Sign in again, and you are where you were.
          </p>
        </div>
      )}
      <SignInForm submit="Sign in" accept={(access) => takeKey(access)} />
      <ul class="sign-in-notes">
        <li>
          The key of an application opens its Production or its Sandbox; you can add the other one
          afterwards.
        </li>
        <li>The operator key opens the installation.</li>
        <li>A key stays in this tab, for twelve hours at most.</li>
      </ul>
      <p>
        <a href="../docs">API reference</a>
      </p>
    </main>
  );
}
