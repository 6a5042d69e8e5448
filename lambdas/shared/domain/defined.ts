/** The members whose value may be `undefined` become optional, the others stay. */
export type Defined<T> = {
  [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name];
} & {
  [Name in keyof T as undefined extends T[Name] ? Name : never]?: Exclude<T[Name], undefined>;
};

/**
 * An object without its `undefined` members, for types whose members may lack but not be
 * `undefined`. What is always there stays outside, where an unknown name is an error: `{ id,
 * ...defined({ filter }) }`.
 */
export function defined<const T extends object>(members: T): Defined<T> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) kept[name] = value;
  return kept as Defined<T>;
}
