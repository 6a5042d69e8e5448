/** The row that the INSERT of PowerAuth's document makes, as `json_agg` of PostgreSQL writes it. */
export const DOCUMENT_ROW = {
  id: "cafec169-28a6-490c-a1d5-c012b9e3c044",
  application_id: 1,
  name: "operation-callback",
  callback_url: "http://localhost:8080/your_app/operation/status/update",
  type: "OPERATION_STATUS_CHANGE",
  attributes:
    '[ "userId", "applications", "operationType", \n    "parameters", "additionalData", "activationFlag", "status", \n    "data", "failureCount", "maxFailureCount", "signatureType", \n    "externalId", "timestampCreated", "timestampExpires", "timestampFinalized"]',
  authentication:
    '{\n      "certificate" : null,\n      "httpBasic" : {\n        "enabled": true,\n        "username": "basic_http_username",\n        "password": "basic_http_password"\n      }\n    }',
  max_attempts: null,
  initial_backoff: null,
  retention_period: null,
  enabled: true,
  encryption_mode: "NO_ENCRYPTION",
  timestamp_created: "2026-11-28T05:10:43.34",
};

/** The same row as `COPY … WITH (FORMAT csv, HEADER)` of PostgreSQL writes it. */
export const DOCUMENT_CSV = `id,application_id,name,callback_url,type,attributes,authentication,max_attempts,initial_backoff,retention_period,enabled,encryption_mode,timestamp_created
cafec169-28a6-490c-a1d5-c012b9e3c044,1,operation-callback,http://localhost:8080/your_app/operation/status/update,OPERATION_STATUS_CHANGE,"[ ""userId"", ""applications"", ""operationType"", 
    ""parameters"", ""additionalData"", ""activationFlag"", ""status"", 
    ""data"", ""failureCount"", ""maxFailureCount"", ""signatureType"", 
    ""externalId"", ""timestampCreated"", ""timestampExpires"", ""timestampFinalized""]","{
      ""certificate"" : null,
      ""httpBasic"" : {
        ""enabled"": true,
        ""username"": ""basic_http_username"",
        ""password"": ""basic_http_password""
      }
    }",,,,t,NO_ENCRYPTION,2026-11-28 05:10:43.34
`;

/** What the row becomes, but for its endpoint. */
export const DOCUMENT_WEBHOOK = {
  name: "operation-callback",
  endpoint: DOCUMENT_ROW.callback_url,
  events: ["OPERATION_STATUS_CHANGE"],
  profile: "powerauth",
  attributes: [
    "userId",
    "applications",
    "operationType",
    "parameters",
    "additionalData",
    "activationFlag",
    "status",
    "data",
    "failureCount",
    "maxFailureCount",
    "signatureType",
    "externalId",
    "timestampCreated",
    "timestampExpires",
    "timestampFinalized",
  ],
  config: {
    basic_auth_username: "basic_http_username",
    basic_auth_password: "basic_http_password",
  },
};

/** A row that Ringback takes as it is, with other values in some columns. */
export function plainRow(columns: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: "b5446f8f-a994-447e-b637-e7cd171a24b5",
    application_id: 1,
    name: "registrations",
    callback_url: "https://hooks.example.com/registrations",
    type: "REGISTRATION_STATUS_CHANGE",
    attributes: null,
    authentication: null,
    ...columns,
  };
}
