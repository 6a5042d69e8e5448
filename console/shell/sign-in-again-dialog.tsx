import { useStore } from "../api/use-store.ts";
import { Dialog } from "../parts/dialog.tsx";
import { acceptFor } from "./missing-key.tsx";
import { session } from "./session-store.ts";
import { accessTo } from "./session.ts";
import { refusal } from "./sign-in-again.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** Over the page, which stays as it is: a key was refused in the middle of work. */
export function SignInAgain() {
  const asked = useStore(refusal);
  const access = accessTo(useStore(session), asked?.place ?? "production");
  const isLink = access?.kind === "portal-link";
  return (
    <Dialog
      title={isLink ? "This link has ended" : "Sign in again"}
      isOpen={asked !== undefined}
      onClose={() => asked?.settle(false)}
    >
      {isLink ? (
        <p>
          It has expired or was revoked. Open it again from where you came; copy first what you
          typed.
        </p>
      ) : (
        <>
          <p>
            Your API key is not accepted any more: it has expired or was revoked. With another one
            you go on where you are, and what you typed is kept.
          </p>
          {asked !== undefined && (
            <SignInForm
              submit="Go on"
              accept={(next) => {
                const refused = acceptFor(asked.place, next);
                if (refused === undefined) asked.settle(true);
                return refused;
              }}
            />
          )}
        </>
      )}
    </Dialog>
  );
}
