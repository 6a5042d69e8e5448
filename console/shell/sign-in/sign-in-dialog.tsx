import { useStore } from "../../api/use-store.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { refusal } from "./sign-in-again.ts";
import { SignInForm } from "./sign-in-form.tsx";
import { takeKey } from "./take-key.ts";

/** Over the page, which stays as it is: a key was refused in the middle of work. */
export function SignInDialog() {
  const asked = useStore(refusal);
  if (asked === undefined) return null;
  return (
    <Dialog title="Sign in again" isOpen onClose={() => asked.settle(false)}>
      <p>
        Your API key is not accepted any more: it has expired, or was revoked. With another one you
        go on where you are; what you typed is kept.
      </p>
      <SignInForm
        submit="Go on"
        accept={(next) => {
          const refused = takeKey(next, asked.place);
          if (refused === undefined) asked.settle(true);
          return refused;
        }}
      />
    </Dialog>
  );
}
