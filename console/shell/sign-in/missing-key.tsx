import { useStore } from "../../api/use-store.ts";
import { Page } from "../../parts/page.tsx";
import { session } from "../session-store.ts";
import { applicationOf, type Opened } from "../session.ts";
import { SignInForm } from "./sign-in-form.tsx";
import { takeKey } from "./take-key.ts";

/** A part of the page for which this tab has no key yet. */
export function MissingKey({ place }: { readonly place: Opened }) {
  const application = applicationOf(useStore(session)) ?? "your application";
  const leads = {
    production: `Production has API keys of its own: this needs one of ${application} there.`,
    sandbox: `Sandbox has API keys of its own: this needs one of ${application} there.`,
    operator: "The installation is the operator's, who has a key of its own.",
  };
  return (
    <Page title={TITLES[place]} lead={leads[place]}>
      <SignInForm submit="Add the key" accept={(access) => takeKey(access, place)} />
    </Page>
  );
}

const TITLES = {
  production: "Add the key for Production",
  sandbox: "Add the key for Sandbox",
  operator: "Add the operator key",
};
