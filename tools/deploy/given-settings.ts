import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Settings and other CDK context as given: texts from the command line, JSON from files. */
export type GivenSettings = Readonly<Record<string, unknown>>;

/**
 * The context that the CDK would give to the app: what its arguments say goes before what its files
 * say. https://docs.aws.amazon.com/cdk/v2/guide/context.html
 *
 * @param args arguments of `cdk deploy`
 * @param root the folder with cdk.json
 */
export async function givenSettings(
  args: readonly string[],
  root: string,
  home: string = homedir(),
): Promise<GivenSettings> {
  const files = await Promise.all([
    contextIn(join(home, ".cdk.json"), "context"),
    contextIn(join(root, "cdk.context.json")),
    contextIn(join(root, "cdk.json"), "context"),
  ]);
  return Object.assign({}, ...files, contextOf(args)) as GivenSettings;
}

/** An absent or broken file is the CDK's to complain about. */
async function contextIn(path: string, member?: string): Promise<object> {
  try {
    const content = JSON.parse(await readFile(path, "utf8")) as Record<string, object | undefined>;
    return (member === undefined ? content : content[member]) ?? {};
  } catch {
    return {};
  }
}

/** `-c name=value`, `--context name=value` and `--context=name=value`. */
function contextOf(args: readonly string[]): GivenSettings {
  const pairs = args.flatMap((arg, index) => {
    if (arg === "-c" || arg === "--context") return [args[index + 1] ?? ""];
    return /^(?:-c=?|--context=)(?<pair>[^=]+=.*)$/su.exec(arg)?.groups?.["pair"] ?? [];
  });
  return Object.fromEntries(
    pairs
      .filter((pair) => pair.includes("="))
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}
