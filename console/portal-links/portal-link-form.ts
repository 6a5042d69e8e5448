/** `production` or `sandbox`. */
export type Environment = "production" | "sandbox";

/** The form of a new portal link. */
export interface PortalLinkForm {
  readonly environments: readonly Environment[];
  /** Seconds that its sessions last. */
  readonly seconds: string;
  readonly preset: "manage" | "read" | "chosen";
  /** Of use where they are chosen one by one. */
  readonly permissions: readonly string[];
  /** Origins, one a line. */
  readonly frameOrigins: string;
}

/** Permissions that a link may give, those of a manager, and what each allows. */
export const LINK_PERMISSIONS: readonly { readonly permission: string; readonly what: string }[] = [
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
export const LINK_SECONDS: readonly { readonly value: string; readonly text: string }[] = [
  { value: "900", text: "15 minutes" },
  { value: "3600", text: "an hour" },
  { value: "28800", text: "8 hours" },
  { value: "43200", text: "12 hours" },
];

/** A link that is to be made: an hour in which nothing can be changed. */
export const NEW_PORTAL_LINK: Omit<PortalLinkForm, "environments"> = {
  seconds: "3600",
  preset: "read",
  permissions: [],
  frameOrigins: "",
};

/** The permissions that a form gives, in the order of the list. */
export function chosenPermissions({ preset, permissions }: PortalLinkForm): string[] {
  return LINK_PERMISSIONS.map(({ permission }) => permission).filter((permission) => {
    if (preset === "manage") return true;
    return preset === "read" ? permission.endsWith(":read") : permissions.includes(permission);
  });
}

/** The body of `POST /portal-links`. */
export function portalLinkBody(form: PortalLinkForm, application: string) {
  return {
    application,
    environments: [...form.environments],
    expires_in: Number(form.seconds),
    permissions: chosenPermissions(form),
    frame_origins: form.frameOrigins.split(/[\s,]+/u).filter((origin) => origin !== ""),
  };
}

/** Whether nothing can be changed with these permissions. */
export function isReadOnly(permissions: readonly string[]): boolean {
  return permissions.every((permission) => permission.endsWith(":read"));
}
