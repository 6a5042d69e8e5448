import "../event-types/event-types.css";
import { useLoaded } from "../api/use-loaded.ts";
import { Badge, type Tone } from "../parts/badge.tsx";
import { Code } from "../parts/code.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { Section } from "../parts/section.tsx";
import { Time } from "../parts/time.tsx";
import { apiBase } from "../shell/api-base.ts";
import { useAccess } from "../shell/use-access.ts";
import { loadSigningKeys } from "./load-signing-keys.ts";
import { type ShownKey, shownKeys } from "./signing-key-states.ts";

const TONES: Readonly<Record<ShownKey["state"], Tone>> = {
  signs: "good",
  "signs next": "warn",
  "signed before": "quiet",
};

/** The keys that verify `JWS-SIGNATURE`, and where receivers fetch them. */
export function SigningKeysArea() {
  const { application, environment } = useAccess();
  const loaded = useLoaded(
    (client, signal) => loadSigningKeys(client, { application, environment }, signal),
    [application, environment],
  );
  const base = `${apiBase(location.href)}/applications/${application}/${environment}`;
  return (
    <Page
      title="Signing keys"
      lead={`Webhooks of ${application} that sign jws in ${environment} sign with these keys, and with no others. A new key comes every 24 hours.`}
    >
      <Section title="Addresses for receivers">
        <p class="above-facts">
          They need no API key. A receiver keeps a key for a day, and refuses a <code>kid</code>{" "}
          that is answered with 404. The address is a setting of the receiver: it takes no part of
          it from a request.
        </p>
        <Facts
          rows={[
            ["One key, as PEM or JWK", <Code text={`${base}/signing-keys/<kid>`} label="Copy" />],
            [
              "All of them, as a JWK set",
              <Code text={`${base}/.well-known/jwks.json`} label="Copy set" />,
            ],
          ]}
        />
      </Section>
      <Section title="Keys">
        <Loading of={loaded}>
          {(keys) =>
            keys.length === 0 ? (
              <Empty title="There is no signing key here yet">
                The first comes with the first webhook that signs with <code>jws</code>.
              </Empty>
            ) : (
              <>
                {shownKeys(keys, Date.now()).map((key) => (
                  <Key key={key.kid} of={key} />
                ))}
              </>
            )
          }
        </Loading>
      </Section>
    </Page>
  );
}

function Key({ of: { kid, pem, state, readableUntilMs } }: { readonly of: ShownKey }) {
  return (
    <article class="card">
      <Facts
        rows={[
          ["kid", <code>{kid}</code>],
          ["State", <Badge tone={TONES[state]}>{state}</Badge>],
          ["Can be read until", readableUntilMs && <Time at={readableUntilMs} />],
        ]}
      />
      <Code text={pem} language="pem" label={`Copy key ${kid.slice(0, 8)}`} />
    </article>
  );
}
