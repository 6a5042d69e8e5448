import { customRandom } from "nanoid";

import { APPLICATION_ID, isEnvironment, type Tenant } from "../../shared/domain/tenant.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^12 ≈ 2^71: unique within a tenant. */
const ID_LENGTH = 12;
/** 62^32 ≈ 2^190: not to be guessed. */
const SECRET_LENGTH = 32;

/** `rbk_`, an application of 63, `_production_`, id, `_`, secret. */
const MAX_KEY_LENGTH = 124;

const API_KEY = new RegExp(
  `^rbk_(?<application>.+)_(?<environment>[a-z]+)_(?<id>[0-9A-Za-z]{${ID_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH}}$`,
  "u",
);

/** What the text of an API key says about itself. Whether it is true, its hash decides. */
export interface ApiKeyAddress {
  readonly tenant: Tenant;
  readonly keyId: string;
}

/** A new key: its id, its text (shown once) and the beginning by which people recognise it. */
export interface NewApiKey {
  readonly keyId: string;
  readonly text: string;
  readonly prefix: string;
}

/** What every API key begins with; the operator key does not. */
export const API_KEY_START = "rbk_";

/** What ids of API keys look like. */
export const API_KEY_ID = /^key_[0-9A-Za-z]{12}$/u;

/** Reads a key's address from the right: application ids may hold `_`. `undefined` if none. */
export function parseApiKey(text: string): ApiKeyAddress | undefined {
  if (text.length > MAX_KEY_LENGTH) return undefined;
  const parts = API_KEY.exec(text)?.groups;
  const application = parts?.["application"] ?? "";
  const environment = parts?.["environment"];
  if (!isEnvironment(environment) || !APPLICATION_ID.test(application)) return undefined;
  return { tenant: { application, environment }, keyId: `key_${parts?.["id"]}` };
}

/** Makes a key: `rbk_<application>_<environment>_<id>_<secret>`. */
export function makeApiKey(tenant: Tenant, randomBytes: (count: number) => Uint8Array): NewApiKey {
  const randomText = customRandom(ALPHABET, SECRET_LENGTH, randomBytes);
  const id = randomText(ID_LENGTH);
  const { application, environment } = tenant;
  const prefix = `${API_KEY_START}${application}_${environment}_${id}`;
  return {
    keyId: `key_${id}`,
    text: `${prefix}_${randomText()}`,
    prefix,
  };
}
