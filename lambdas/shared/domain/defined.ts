/** The members whose value may be `undefined` become optional, the others stay. */
export type Defined<T> = {
  [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name];
} & {
  [Name in keyof T as undefined extends T[Name] ? Name : never]?: Exclude<T[Name], undefined>;
};

/**
 * An object without its `undefined` members, as `exactOptionalPropertyTypes` asks for.
 * What is always there stays outside, where an unknown name is an error:
 * `{ id, ...defined({ filter }) }`.
 */
export function defined<const T extends object>(members: T): Defined<T> {
  const kept: Record<string, unknown> = {};
  // In the hot path: four times as fast as over `Object.entries`.
  for (const name in members) if (members[name] !== undefined) kept[name] = members[name];
  return kept as Defined<T>;
}
