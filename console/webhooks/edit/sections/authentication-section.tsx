import { RadioGroup } from "../../../parts/radio-group.tsx";
import { TextField } from "../../../parts/text-field.tsx";
import { NamedSecrets } from "../fields/named-secrets.tsx";
import { SecretField } from "../fields/secret-field.tsx";
import { hasErrorIn } from "../route-errors.ts";
import { authenticationSummary, setSections } from "../summaries.ts";
import { FoldedSection } from "./folded-section.tsx";
import { MtlsPart } from "./mtls-part.tsx";
import { OAuth2Part } from "./oauth2-part.tsx";
import type { SectionProps } from "./section-props.ts";

/** What its fields begin with. */
const FIELDS = [
  "config.basic_auth_username",
  "config.basic_auth_password",
  "config.custom_headers",
  "config.oauth2",
  "config.mtls",
];

/** How the receiver is told who connects. */
export function AuthenticationSection(props: SectionProps) {
  const { form, set, problem, moved, stored } = props;
  return (
    <FoldedSection
      title="Authentication"
      summary={authenticationSummary(form)}
      isSet={setSections(stored).authentication}
      hasProblem={hasErrorIn(problem, FIELDS)}
    >
      <RadioGroup
        label="Authorization"
        name="authorization"
        value={form.authorization}
        options={[
          { value: "none", label: "None", hint: "No header authorization is sent." },
          { value: "basic", label: "Basic", hint: "User name and password with every request." },
          {
            value: "oauth2",
            label: "OAuth 2.0",
            hint: "An access token of your authorization server, by client credentials.",
          },
        ]}
        onChange={(authorization) => set({ authorization })}
      />
      {form.authorization === "basic" && (
        <div class="row">
          <TextField
            label="User name"
            name="config.basic_auth_username"
            hint="Without a colon; it may be empty."
            required
            value={form.username}
            problem={problem}
            onInput={(username) => set({ username })}
          />
          <SecretField
            label="Password"
            name="config.basic_auth_password"
            hint="It may be empty, too."
            secret={form.password}
            problem={problem}
            isMoved={moved.endpoint}
            isRemovable
            onChange={(password) => set({ password })}
          />
        </div>
      )}
      {form.authorization === "oauth2" && <OAuth2Part {...props} />}
      <NamedSecrets
        title="Custom headers"
        thing="header"
        hint="Sent with every request, such as an API key: up to 20."
        field="config.custom_headers"
        names={{ name: "header_name", value: "header_value" }}
        rows={form.headers}
        problem={problem}
        isMoved={moved.endpoint}
        most={20}
        onChange={(headers) => set({ headers })}
      />
      <MtlsPart {...props} />
    </FoldedSection>
  );
}
