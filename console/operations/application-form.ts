import type { Application, ApplicationPatch, NewApplication } from "../../client/client.ts";

/** The form of an application: texts as they were typed. */
export interface ApplicationForm {
  readonly id: string;
  readonly name: string;
}

/** The body of `POST /applications`. */
export function applicationBody({ id, name }: ApplicationForm): NewApplication {
  return { id: id.trim(), name: name.trim() };
}

/** What is done with the legacy secret of an environment. */
export interface LegacySecrets {
  readonly production: string;
  readonly sandbox: string;
}

/** The patch that sets the legacy secrets that were typed; empty ones stay as they are. */
export function legacyPatch({ production, sandbox }: LegacySecrets): ApplicationPatch {
  return {
    legacy_secrets: {
      ...(production !== "" && { production }),
      ...(sandbox !== "" && { sandbox }),
    },
  };
}

/** A callback config to begin with. */
const FIRST_CONFIG = {
  basic_auth_username: "ringback",
  basic_auth_password: "",
  allowed_origins: ["https://example.com"],
};

/** The present callback config as JSON, or one to begin with. Secrets are not in it. */
export function callbackConfigText({ callback_config: config }: Application): string {
  return JSON.stringify(config ?? FIRST_CONFIG, null, 2);
}

/** The patch that replaces the callback config, as it was typed. */
export function callbackPatchText(config: string): string {
  return `{"callback_config":${config}}`;
}
