import type { PortalFrame } from "../../shared/domain/portal-link.ts";
import type { Environment } from "../../shared/domain/tenant.ts";
import type { PortalPermission } from "../access/permissions.ts";

/** The SHA-256 of the text of each session, hex, by its environment. */
export type SessionHashes = Readonly<Partial<Record<Environment, string>>>;

/** A portal link as it is kept: never its code or the texts of its sessions, only their hashes. */
export interface PortalLink extends PortalFrame {
  /** `plk_`, the application, `_`, 12 characters that begin with the time. */
  readonly id: string;
  readonly application: string;
  readonly name?: string;
  readonly environments: readonly Environment[];
  readonly permissions: readonly PortalPermission[];
  /** Id of the API key that made it, or `operator`. */
  readonly createdBy: string;
  readonly createdAtMs: number;
  /** SHA-256 of the code, hex. */
  readonly codeHash: string;
  readonly codeUntilMs: number;
  /** When its code was exchanged; absent: not yet. */
  readonly exchangedAtMs?: number;
  /** Absent until then. */
  readonly sessionHashes?: SessionHashes;
}

/** What came of putting a new link. */
export type PortalLinkCreation = "created" | "no_tenant" | "limit_reached";

/** Where portal links are kept. Each is gone when its time is over. */
export interface PortalLinkStore {
  create(link: PortalLink): Promise<PortalLinkCreation>;
  /** As it is now. */
  read(id: string, nowMs: number): Promise<PortalLink | undefined>;
  /**
   * Those of an application, the newest first, up to `limit`; fewer only at the end.
   * @param environment only those that open this one
   * @param after the id that the page before ended with
   */
  list(
    of: { readonly application: string; readonly environment?: Environment },
    page: { readonly after?: string; readonly limit: number; readonly nowMs: number },
  ): Promise<readonly PortalLink[]>;
  /**
   * Opens a link by its code, once.
   * @returns whether these are its sessions now: of two who try, one is told so
   */
  exchange(
    id: string,
    codeHash: string,
    sessionHashes: SessionHashes,
    nowMs: number,
  ): Promise<boolean>;
  /** @returns whether it was there */
  remove(id: string): Promise<boolean>;
  /** Those of an application that is gone. */
  removeAll(application: string, nowMs: number): Promise<void>;
}
