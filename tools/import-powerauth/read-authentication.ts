import { refuse, type Refusal } from "./refusal.ts";

/** A key store, or a trust store, as PowerAuth names it. */
export interface NamedStore {
  readonly location: string;
  readonly password: string | undefined;
}

/** What the column `authentication` switches on. */
export interface RowAuthentication {
  readonly kind: "authentication";
  readonly basic?: { readonly username: string; readonly password: string };
  readonly oauth2?: {
    readonly tokenUri: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly scope: string | undefined;
  };
  /** One of the two, or both. */
  readonly mtls?: {
    readonly keyStore: NamedStore | undefined;
    readonly trustStore: NamedStore | undefined;
  };
  readonly notes: readonly string[];
}

type Members = ReadonlyMap<string, unknown>;

/** Reads the column's JSON, text or parsed; names in any case: Java writes oAuth2 as oauth2. */
export function readAuthentication(column: unknown): RowAuthentication | Refusal {
  const all = membersOf(typeof column === "string" ? parse(column) : (column ?? {}));
  if (all === undefined) {
    const hint = "export it decrypted, as JSON with httpBasic, certificate and oAuth2";
    return refuse("authentication is not a JSON object", hint);
  }
  const basic = readBasic(all);
  if (basic?.kind === "refused") return basic;
  const oauth2 = readOauth2(all);
  if (oauth2?.kind === "refused") return oauth2;
  const mtls = readCertificate(all);
  if (mtls?.kind === "refused") return mtls;
  if (basic !== undefined && oauth2 !== undefined) {
    return refuse(
      "both httpBasic and oAuth2 are enabled",
      "switch one off: both own the authorization header",
    );
  }
  return {
    kind: "authentication",
    ...(basic !== undefined && { basic: basic.value }),
    ...(oauth2 !== undefined && { oauth2: oauth2.value }),
    ...(mtls?.value !== undefined && { mtls: mtls.value }),
    notes: mtls?.notes ?? [],
  };
}

function readBasic(all: Members) {
  const members = enabled(all, "httpbasic");
  if (members === undefined) return undefined;
  const [username, password] = texts(members, ["username", "password"]);
  if (username === undefined || password === undefined)
    return lacks("httpBasic", "username and password");
  return { kind: "read", value: { username, password } } as const;
}

function readOauth2(all: Members) {
  const members = enabled(all, "oauth2");
  if (members === undefined) return undefined;
  const names = ["tokenuri", "clientid", "clientsecret", "scope"];
  const [tokenUri, clientId, clientSecret, scope] = texts(members, names);
  if (tokenUri === undefined || clientId === undefined || clientSecret === undefined) {
    return lacks("oAuth2", "tokenUri, clientId and clientSecret");
  }
  return { kind: "read", value: { tokenUri, clientId, clientSecret, scope } } as const;
}

function readCertificate(all: Members) {
  const members = enabled(all, "certificate");
  if (members === undefined) return undefined;
  const names = [
    "keystorelocation",
    "keystorepassword",
    "truststorelocation",
    "truststorepassword",
  ];
  const [keyLocation, keyPassword, trustLocation, trustPassword] = texts(members, names);
  const ownTrust = isTrue(members.get("usecustomtruststore"));
  const ownKey = isTrue(members.get("usecustomkeystore"));
  const notes = ownKey
    ? []
    : ["certificate is enabled without a key store of its own: no client certificate"];
  if (!ownKey && !ownTrust) return { kind: "read", value: undefined, notes } as const;
  if (ownKey && (keyLocation === undefined || keyPassword === undefined)) {
    return lacks("certificate", "keyStoreLocation and keyStorePassword");
  }
  if (ownTrust && trustLocation === undefined) return lacks("certificate", "trustStoreLocation");
  const trustStore =
    ownTrust && trustLocation !== undefined
      ? { location: trustLocation, password: trustPassword }
      : undefined;
  const keyStore =
    ownKey && keyLocation !== undefined
      ? { location: keyLocation, password: keyPassword }
      : undefined;
  return { kind: "read", value: { keyStore, trustStore }, notes } as const;
}

function lacks(member: string, what: string): Refusal {
  return refuse(
    `authentication.${member} is enabled without ${what}`,
    "add them, or switch it off",
  );
}

/** The members of a part that is switched on. */
function enabled(all: Members, name: string): Members | undefined {
  const members = membersOf(all.get(name) ?? {});
  return isTrue(members?.get("enabled")) ? members : undefined;
}

function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/** The members that are text and not empty. */
function texts(members: Members, names: readonly string[]): (string | undefined)[] {
  return names.map((name) => {
    const value = members.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  });
}

function membersOf(value: unknown): Members | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
}

function parse(text: string): unknown {
  try {
    return (JSON.parse(text) as unknown) ?? {};
  } catch {
    return undefined;
  }
}
