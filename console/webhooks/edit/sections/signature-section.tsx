import { SIGNATURE_SCHEMES } from "../../../../lambdas/shared/domain/webhook.ts";
import { Select } from "../../../parts/select.tsx";
import { TextField } from "../../../parts/text-field.tsx";
import { SCHEME_NAMES } from "../defaults.ts";
import { hasErrorIn } from "../route-errors.ts";
import type { SignatureForm, SignatureScheme } from "../state/form-state.ts";
import { setSections, signatureSummary } from "../summaries.ts";
import { FoldedSection } from "./folded-section.tsx";
import type { SectionProps } from "./section-props.ts";

/** What a scheme means. */
const SCHEME_SENTENCES: Readonly<Record<SignatureScheme, string>> = {
  jws: "A detached JWS by the signing keys of this environment; receivers fetch the public keys.",
  hmac: "An HMAC of the body, with a secret that the receiver shares.",
  standard: "Standard Webhooks: id, time and body, with a secret that the receiver shares.",
  none: "Requests are not signed.",
};

/** What its fields begin with. */
const FIELDS = ["config.signature", "config.content_type"];

/** How requests are signed, and what their bodies are called. */
export function SignatureSection(props: SectionProps) {
  const { form, set, problem, defaults, stored, webhook } = props;
  const { signature } = form;
  const change = (part: Partial<SignatureForm>) => set({ signature: { ...signature, ...part } });
  const scheme = signature.scheme || defaults.scheme;
  return (
    <FoldedSection
      title="Signature and content type"
      summary={signatureSummary(form, defaults, webhook === undefined)}
      isSet={setSections(stored).signature}
      hasProblem={hasErrorIn(problem, FIELDS)}
    >
      <Select
        label="Signature scheme"
        name="config.signature.scheme"
        hint={SCHEME_SENTENCES[scheme]}
        value={signature.scheme}
        problem={problem}
        options={[
          { value: "", label: `As the profile says (${SCHEME_NAMES[defaults.scheme]})` },
          ...SIGNATURE_SCHEMES.map((name) => ({ value: name, label: SCHEME_NAMES[name] })),
        ]}
        onChange={(chosen) => change({ scheme: chosen })}
      />
      <SecretNote signature={signature} scheme={scheme} isNew={webhook === undefined} />
      {(signature.scheme === "hmac" || signature.scheme === "standard") && (
        <TextField
          type="secret"
          label="Signature secret"
          required={false}
          name="config.signature.secret"
          hint="Without one it is made, and shown once after saving."
          autocomplete="new-password"
          placeholder={
            webhook === undefined ? "made by Ringback" : "leave empty to keep what is set"
          }
          value={signature.secret}
          problem={problem}
          onInput={(secret) => change({ secret })}
        />
      )}
      {(signature.scheme === "hmac" || signature.scheme === "jws") && (
        <TextField
          label="Signature header"
          required={false}
          name="config.signature.header_name"
          hint="The header that holds the signature."
          placeholder={defaults.signatureHeader}
          value={signature.headerName}
          problem={problem}
          onInput={(headerName) => change({ headerName })}
        />
      )}
      {signature.scheme === "hmac" && (
        <HmacFields signature={signature} change={change} problem={problem} />
      )}
      <TextField
        label="Content type"
        name="config.content_type"
        hint="What the body is called: JSON, or a format that is written in it."
        placeholder="application/json"
        value={form.contentType}
        problem={problem}
        onInput={(contentType) => set({ contentType })}
      />
    </FoldedSection>
  );
}

/** What becomes of the secret where no field asks for one. */
function SecretNote({
  signature,
  scheme,
  isNew,
}: {
  readonly signature: SignatureForm;
  readonly scheme: SignatureScheme;
  readonly isNew: boolean;
}) {
  const hasSecret = scheme === "hmac" || scheme === "standard";
  if (!hasSecret || signature.scheme !== "") return null;
  return (
    <p class="hint">
      {isNew
        ? "The secret is made, and shown once after saving. "
        : "The secret stays; a new one is made on the webhook's page. "}
      To give one of your own, choose {SCHEME_NAMES[scheme]} above.
    </p>
  );
}

function HmacFields({
  signature,
  change,
  problem,
}: Pick<SectionProps, "problem"> & {
  readonly signature: SignatureForm;
  readonly change: (part: Partial<SignatureForm>) => void;
}) {
  return (
    <div class="row">
      <Select
        label="Hash"
        name="config.signature.algorithm"
        value={signature.algorithm}
        problem={problem}
        options={[
          { value: "", label: "SHA-256 (default)" },
          { value: "sha256", label: "SHA-256" },
          { value: "sha384", label: "SHA-384" },
          { value: "sha512", label: "SHA-512" },
        ]}
        onChange={(algorithm) => change({ algorithm })}
      />
      <Select
        label="Encoding"
        name="config.signature.encoding"
        value={signature.encoding}
        problem={problem}
        options={[
          { value: "", label: "hex (default)" },
          { value: "hex", label: "hex" },
          { value: "base64", label: "base64" },
        ]}
        onChange={(encoding) => change({ encoding })}
      />
      <TextField
        label="Prefix"
        required={false}
        name="config.signature.prefix"
        placeholder="none; such as sha256="
        value={signature.prefix}
        problem={problem}
        onInput={(prefix) => change({ prefix })}
      />
    </div>
  );
}
