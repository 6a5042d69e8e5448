import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";

import type { Item } from "./attributes.ts";

/** The attribute of each member of a record, all of them; a `?` behind its name: it may lack. */
export type AttributeNames<Members> = {
  readonly [Name in keyof Members]-?: undefined extends Members[Name] ? `${string}?` : string;
};

/** A record as attributes: its members, and nothing else that is in the object. */
export function writeMembers<Members extends object>(
  members: Members,
  names: AttributeNames<Members>,
): Item {
  return writeStored(storedOf(members, names));
}

/**
 * The record in an item, and nothing else that is in the item.
 * @throws Error when a member lacks that must be there
 */
export function readMembers<Members>(item: Item, names: AttributeNames<Members>): Members {
  return membersOf(unmarshall(item), names);
}

/** Values as attributes; those that are `undefined` are left out, in maps too. */
export function writeStored(stored: Readonly<Record<string, unknown>>): Item {
  return marshall(stored, { removeUndefinedValues: true });
}

/** A record as it is stored, under the names of its attributes: for a map in an item. */
export function storedOf<Members extends object>(
  members: Members,
  names: AttributeNames<Members>,
): Record<string, unknown> {
  const stored: Record<string, unknown> = {};
  for (const [member, name] of Object.entries<string>(names)) {
    stored[name.replace("?", "")] = members[member as keyof Members];
  }
  return stored;
}

/**
 * The record of what is stored.
 * @throws Error as {@link readMembers}
 */
export function membersOf<Members>(stored: object, names: AttributeNames<Members>): Members {
  const values = stored as Readonly<Record<string, unknown>>;
  const members: Record<string, unknown> = {};
  for (const [member, name] of Object.entries<string>(names)) {
    const attribute = name.replace("?", "");
    const value = values[attribute];
    if (value !== undefined) members[member] = value;
    else if (attribute === name) throw new Error(`item has no attribute ${name}`);
  }
  return members as Members;
}
