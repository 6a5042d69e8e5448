import { Select } from "../../../parts/select.tsx";
import { TextField } from "../../../parts/text-field.tsx";
import { NamedSecrets } from "../fields/named-secrets.tsx";
import { SecretField } from "../fields/secret-field.tsx";
import type { OAuth2Form } from "../state/form-state.ts";
import type { SectionProps } from "./section-props.ts";

/** The client of OAuth 2.0. */
export function OAuth2Part({ form, set, problem, moved }: SectionProps) {
  const { oauth2 } = form;
  const change = (part: Partial<OAuth2Form>) => set({ oauth2: { ...oauth2, ...part } });
  return (
    <fieldset class="part">
      <legend>OAuth 2.0 client credentials</legend>
      <TextField
        type="url"
        label="Token URL"
        name="config.oauth2.token_url"
        hint="Where access tokens are fetched, over https."
        required
        placeholder="https://login.example.com/oauth2/token"
        value={oauth2.tokenUrl}
        problem={problem}
        onInput={(tokenUrl) => change({ tokenUrl })}
      />
      <div class="row">
        <TextField
          label="Client id"
          name="config.oauth2.client_id"
          required
          value={oauth2.clientId}
          problem={problem}
          onInput={(clientId) => change({ clientId })}
        />
        <SecretField
          label="Client secret"
          name="config.oauth2.client_secret"
          secret={oauth2.clientSecret}
          problem={problem}
          isMoved={moved.token}
          onChange={(clientSecret) => change({ clientSecret })}
        />
      </div>
      <Select
        label="Client authentication"
        name="config.oauth2.client_auth"
        hint="How id and secret are sent to the token URL."
        value={oauth2.clientAuth}
        problem={problem}
        options={[
          { value: "basic", label: "In a Basic header (default)" },
          { value: "body", label: "In the body" },
        ]}
        onChange={(clientAuth) => change({ clientAuth })}
      />
      <div class="row">
        <TextField
          label="Scope"
          required={false}
          name="config.oauth2.scope"
          placeholder="hooks:write"
          value={oauth2.scope}
          problem={problem}
          onInput={(scope) => change({ scope })}
        />
        <TextField
          label="Audience"
          required={false}
          name="config.oauth2.audience"
          value={oauth2.audience}
          problem={problem}
          onInput={(audience) => change({ audience })}
        />
        <TextField
          label="Resource"
          required={false}
          name="config.oauth2.resource"
          placeholder="https://example.com/hooks"
          value={oauth2.resource}
          problem={problem}
          onInput={(resource) => change({ resource })}
        />
      </div>
      <NamedSecrets
        title="Further parameters of the token request"
        thing="parameter"
        hint="Up to 10, for servers that ask for more."
        field="config.oauth2.parameters"
        names={{ name: "name", value: "value" }}
        rows={oauth2.parameters}
        problem={problem}
        isMoved={moved.token}
        most={10}
        onChange={(parameters) => change({ parameters })}
      />
    </fieldset>
  );
}
