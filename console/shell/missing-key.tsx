import { useStore } from "../api/use-store.ts";
import { Page } from "../parts/page.tsx";
import { problemOfOtherApplication } from "./key-text.ts";
import { session, signIn } from "./session-store.ts";
import { type Access, applicationOf, type Environment } from "./session.ts";
import { SignInForm } from "./sign-in-form.tsx";

const TITLES = {
  production: "Add the key for Production",
  sandbox: "Add the key for Sandbox",
  operator: "Add the operator key",
};

/** A part of the page for which this tab has no key yet. */
export function MissingKey({ place }: { readonly place: Environment | "operator" }) {
  const application = applicationOf(useStore(session));
  return (
    <Page title={TITLES[place]}>
      <p class="lead">
        {place === "operator"
          ? "The installation is the operator's, who has a key of its own."
          : `Each environment has API keys of its own. This needs one of ${application ?? "your application"} in ${place}.`}
      </p>
      <SignInForm submit="Add the key" accept={(access) => acceptFor(place, access)} />
    </Page>
  );
}

/** Takes a key for one place. @returns why not, as the rest of a sentence */
export function acceptFor(place: Environment | "operator", access: Access): string | undefined {
  const is = access.kind === "operator" ? "operator" : access.environment;
  if (is !== place) {
    return is === "operator"
      ? `is the operator key; this needs one of ${place}`
      : `is one of ${is ?? "another environment"}; this needs ${place === "operator" ? "the operator key" : `one of ${place}`}`;
  }
  const refused = problemOfOtherApplication(applicationOf(session.get()), access.application);
  if (refused === undefined) signIn(access);
  return refused;
}
