/** Which half of an application. */
export type Environment = "production" | "sandbox";

/** The environments, as they are shown. */
export const ENVIRONMENTS: readonly Environment[] = ["production", "sandbox"];

/** What a key can open: an environment, or the pages of the operator. */
export type Opened = Environment | "operator";

/** All that a session can have a key for, as it is shown. */
export const PLACES: readonly Opened[] = [...ENVIRONMENTS, "operator"];

/** What they are called. */
export const PLACE_WORDS: Readonly<Record<Opened, string>> = {
  production: "Production",
  sandbox: "Sandbox",
  operator: "Operator",
};

/** What one key, or one portal link, lets this tab do. */
export interface Access {
  /** The bearer. Nowhere but here: in no URL, title, log or message. */
  readonly token: string;
  readonly kind: "api-key" | "portal-link" | "operator";
  /** Absent for the operator. */
  readonly application?: string;
  readonly environment?: Environment;
  /** Names of the API's permissions: `webhooks:write`. */
  readonly permissions: readonly string[];
  readonly name?: string;
  readonly role?: string;
  /** When it ends by itself, in ms since 1970; the session may end before. */
  readonly expiresAtMs?: number;
}

/** Who is signed in in this tab. */
export interface Session {
  readonly accesses: readonly Access[];
  /** In ms since 1970. */
  readonly signedInAtMs: number;
}

/** How long one sign-in holds, in ms: a working day. */
export const SESSION_MS = 12 * 60 * 60 * 1000;

/** Nobody is signed in. */
export const NOBODY: Session = { accesses: [], signedInAtMs: 0 };

/** When an access ends, in ms since 1970. */
export function endOf({ signedInAtMs }: Session, { expiresAtMs = Infinity }: Access): number {
  return Math.min(signedInAtMs + SESSION_MS, expiresAtMs);
}

/** The session without what has ended. */
export function stillGood(session: Session, nowMs: number): Session {
  const accesses = session.accesses.filter((access) => nowMs < endOf(session, access));
  return accesses.length === session.accesses.length ? session : { ...session, accesses };
}

/** When the next access ends; undefined where nobody is signed in. */
export function nextEnd(session: Session): number | undefined {
  const ends = session.accesses.map((access) => endOf(session, access));
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** The session with one more access; one for the same place gives way to it. */
export function withAccess(session: Session, access: Access, nowMs: number): Session {
  const others = session.accesses.filter((other) => placeOf(other) !== placeOf(access));
  // The twelve hours are those of the first key: adding another does not stretch them.
  const signedInAtMs = others.length === 0 ? nowMs : session.signedInAtMs;
  return { accesses: [...others, access], signedInAtMs };
}

/** The access for an environment, or for the operator's pages. */
export function accessTo(session: Session, place: Opened): Access | undefined {
  return session.accesses.find((access) => placeOf(access) === place);
}

/** The application that is signed in; undefined for an operator alone. */
export function applicationOf(session: Session): string | undefined {
  return session.accesses.find(({ application }) => application !== undefined)?.application;
}

/** Whether a portal link opened this session: there are no keys then. */
export function isOfLink({ accesses }: Session): boolean {
  return accesses.some(({ kind }) => kind === "portal-link");
}

/** What an access opens. */
export function placeOf({ kind, environment }: Access): Opened | undefined {
  return kind === "operator" ? "operator" : environment;
}

/** Reads what a tab kept; anything that is not a session is nobody's. */
export function readSession(text: string | null, nowMs: number): Session {
  if (text === null) return NOBODY;
  try {
    const value = JSON.parse(text) as Partial<Session> | null;
    const { accesses, signedInAtMs } = value ?? {};
    if (!Array.isArray(accesses) || typeof signedInAtMs !== "number") return NOBODY;
    if (!accesses.every(isAccess)) return NOBODY;
    return stillGood({ accesses, signedInAtMs }, nowMs);
  } catch {
    return NOBODY;
  }
}

function isAccess(value: unknown): value is Access {
  const { token, kind, permissions } = (value ?? {}) as Partial<Access>;
  return typeof token === "string" && typeof kind === "string" && Array.isArray(permissions);
}
