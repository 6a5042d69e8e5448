import { type SettingName, SETTINGS } from "../../lib/settings.ts";
import type { Setting } from "../../lib/settings/setting.ts";

/** An installation whose templates are looked at. */
export interface TemplateVariant {
  readonly title: string;
  readonly region: string;
  /** As `-c name=value` or cdk.json gives them. */
  readonly settings: Readonly<Partial<Record<SettingName, unknown>>>;
}

/** A region with everything and one of the second row, so that what one of them lacks is found. */
const REGIONS = ["us-east-1", "eu-central-1"] as const;

/** The defaults, and every setting at either of its extremes, where they go together. */
export const TEMPLATE_VARIANTS: readonly TemplateVariant[] = [
  ...REGIONS.map((region) => ({ title: "defaults", region, settings: {} })),
  {
    title: "least",
    region: "us-east-1",
    settings: {
      ...extremes(0),
      namePrefix: "ab",
      maxReceiveCount: 3, // more than renewFromReceive
      maxReadUnits: 12_000, // at least warmReadUnits
      maxWriteUnits: 4000, // at least warmWriteUnits
    },
  },
  {
    title: "most",
    region: "eu-central-1",
    settings: {
      ...extremes(1),
      namePrefix: "a23456789012345678901234567890",
      tags: { "team/cost centre": "payments@example.com", ["k".repeat(128)]: "v".repeat(256) },
      apiRequestsPerSecond: 5000, // at most apiBurst
      deletionProtection: false, // as removalPolicy is destroy
      maxReceiveCount: 224, // of 5,400 s each: 14 days
      renewFromReceive: 223, // less than maxReceiveCount
      allowedCidrs: Array.from({ length: 100 }, (_, index) => `10.${index}.0.0/16`),
      apiHosts: Array.from({ length: 20 }, (_, index) => `api-${index}.example.com:8443`),
    },
  },
];

function extremes(which: 0 | 1): TemplateVariant["settings"] {
  const settings: [string, Setting<unknown>][] = Object.entries(SETTINGS);
  return Object.fromEntries(
    settings.flatMap(([name, { extremes: both }]) =>
      both === undefined ? [] : [[name, both[which]]],
    ),
  );
}
