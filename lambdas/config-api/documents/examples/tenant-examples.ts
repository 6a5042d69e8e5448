import { permissionsOf } from "../../access/permissions.ts";
import {
  KEY_ID,
  MADE_AT,
  type OperationExamples,
  pageWith,
  PORTAL_LINK_ID,
  TENANT,
} from "./operation-example.ts";

const application = { id: "acme", name: "Acme", created_at: MADE_AT, modified_at: MADE_AT };
const newKey = {
  name: "backend",
  role: "publisher",
  ...TENANT,
  expires_at: "2027-01-31T12:00:00.000Z",
};
const prefix = "rbk_acme_production_NzNl9LYCpXNE";
const key = { id: KEY_ID, ...newKey, prefix, created_at: MADE_AT };

const linkFacts = {
  name: "Ann of Acme",
  application: TENANT.application,
  environments: [TENANT.environment],
  permissions: ["webhooks:read", "webhooks:write", "deliveries:read", "deliveries:write"],
  frame_origins: ["https://example.com"],
};
const newLink = { ...linkFacts, expires_in: 3600 };
const link = {
  id: PORTAL_LINK_ID,
  ...linkFacts,
  created_by: key.id,
  created_at: MADE_AT,
  expires_at: "2026-01-31T13:00:00.000Z",
  code_expires_at: "2026-01-31T12:05:00.000Z",
};

/** Applications, their API keys and portal links. */
export const TENANT_EXAMPLES: OperationExamples = {
  createApplication: { body: { id: "acme", name: "Acme" }, answer: application },
  listApplications: { answer: pageWith(application) },
  getApplication: { answer: application },
  changeApplication: {
    body: { name: "Acme Europe" },
    answer: { ...application, name: "Acme Europe", modified_at: "2026-01-31T12:05:00.000Z" },
  },
  deleteApplication: {},
  createApiKey: {
    body: newKey,
    answer: { ...key, key: `${prefix}_AnExampleThatNoInstallationKnows` },
  },
  listApiKeys: { answer: pageWith({ ...key, last_used_at: "2026-01-31T13:00:00.000Z" }) },
  deleteApiKey: {},
  createPortalLink: {
    body: newLink,
    answer: { ...link, url: `portal/${link.id}#AnExampleThatNoInstallationKnows` },
  },
  listPortalLinks: { answer: pageWith({ ...link, exchanged_at: "2026-01-31T12:00:04.000Z" }) },
  deletePortalLink: {},
  exchangePortalCode: {
    body: { code: "AnExampleThatNoInstallationKnows" },
    answer: {
      id: link.id,
      name: link.name,
      application: link.application,
      permissions: link.permissions,
      expires_at: link.expires_at,
      sessions: [
        {
          environment: TENANT.environment,
          token: "rbp_acme_production_1wZ8kMq7Tz2R_AnExampleThatNoInstallationKnows",
        },
      ],
    },
  },
  getCaller: {
    answer: {
      kind: "api-key",
      id: key.id,
      name: newKey.name,
      role: newKey.role,
      ...TENANT,
      permissions: permissionsOf("publisher"),
      expires_at: newKey.expires_at,
    },
  },
};
