import type { NewPortalLink } from "../../client/client.ts";
import type { Environment } from "../shell/session.ts";

/** A right that a link may give. */
export type LinkPermission = NewPortalLink["permissions"][number];

/** The form of a new portal link. */
export interface PortalLinkForm {
  /** Who is to use it; empty: nobody in particular. */
  readonly name: string;
  readonly environments: readonly Environment[];
  /** Seconds that its sessions last. */
  readonly seconds: string;
  readonly preset: "manage" | "read" | "chosen";
  /** Of use where they are chosen one by one. */
  readonly permissions: readonly LinkPermission[];
  /** Origins, one a line. */
  readonly frameOrigins: string;
}

/** Permissions that a link may give, those of a manager, and what each allows. */
export const LINK_PERMISSIONS: readonly {
  readonly permission: LinkPermission;
  readonly what: string;
}[] = [
  { permission: "webhooks:read", what: "see webhooks, their health and signing keys" },
  { permission: "webhooks:write", what: "create, change, test and delete webhooks" },
  { permission: "deliveries:read", what: "see deliveries and their attempts" },
  { permission: "deliveries:write", what: "resend and cancel deliveries" },
  { permission: "event-types:read", what: "see event types" },
  { permission: "event-types:write", what: "make event types of their own" },
  { permission: "events:read", what: "see events and what was rejected" },
  { permission: "notifications:read", what: "see notifications" },
];

/** How long the sessions of a link may last, for a choice. */
export const LINK_SECONDS: readonly { readonly value: string; readonly label: string }[] = [
  { value: "900", label: "15 minutes" },
  { value: "3600", label: "an hour" },
  { value: "28800", label: "8 hours" },
  { value: "86400", label: "a day" },
];

/** A link that is to be made: an hour in which nothing can be changed. */
export const NEW_PORTAL_LINK: Omit<PortalLinkForm, "environments"> = {
  name: "",
  seconds: "3600",
  preset: "read",
  permissions: [],
  frameOrigins: "",
};

/**
 * The permissions that a form gives, in the order of the list. Who may write may read: the answers
 * show the same.
 */
export function chosenPermissions({ preset, permissions }: PortalLinkForm): LinkPermission[] {
  const chosen = new Set<string>(
    permissions.flatMap((each) => [each, each.replace(/:write$/u, ":read")]),
  );
  return LINK_PERMISSIONS.map(({ permission }) => permission).filter((permission) => {
    if (preset === "manage") return true;
    return preset === "read" ? permission.endsWith(":read") : chosen.has(permission);
  });
}

/** The body of `POST /portal-links`. */
export function portalLinkBody(form: PortalLinkForm, application: string): NewPortalLink {
  const name = form.name.trim();
  return {
    ...(name !== "" && { name }),
    application,
    environments: [...form.environments],
    permissions: chosenPermissions(form),
    expires_in: Number(form.seconds),
    frame_origins: form.frameOrigins.split(/[\s,]+/u).filter((origin) => origin !== ""),
  };
}

/** What a link allows, in a word or two. */
export function rightsText(permissions: readonly string[]): string {
  if (permissions.every((permission) => permission.endsWith(":read"))) return "read-only";
  return permissions.length === LINK_PERMISSIONS.length ? "manages everything" : "some rights";
}

/** How a link stands: its code works once, and its session ends with it. */
export function linkState(
  link: { readonly exchanged_at?: string; readonly code_expires_at: string },
  nowMs: number,
): "not opened yet" | "open" | "never opened" {
  if (link.exchanged_at !== undefined) return "open";
  return Date.parse(link.code_expires_at) > nowMs ? "not opened yet" : "never opened";
}
