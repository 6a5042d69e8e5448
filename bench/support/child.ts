import { type ChildProcess, fork, type StdioOptions } from "node:child_process";
import { once } from "node:events";

/** A process of a benchmark, so that its CPU time is not counted with ours. */
export type Child<Hello> = {
  /** What it said when it was ready. */
  readonly hello: Hello;
  readonly process: ChildProcess;
  readonly stop: () => void;
};

/**
 * Starts `bench/support/<file>` and waits for its first message. Children end by themselves when this process does.
 * @throws Error when it ends before it is ready
 */
export async function startChild<Hello>(
  file: string,
  options: {
    args?: string[];
    env?: NodeJS.ProcessEnv;
    execArgv?: string[];
    stdout?: "ignore";
  } = {},
): Promise<Child<Hello>> {
  const stdio: StdioOptions = ["ignore", options.stdout ?? "inherit", "inherit", "ipc"];
  const child = fork(new URL(file, import.meta.url), options.args ?? [], {
    stdio,
    env: { ...process.env, ...options.env },
    execArgv: options.execArgv ?? [],
  });
  const ended = once(child, "exit").then(() => {
    throw new Error(`${file} ended before it was ready`);
  });
  const [hello] = (await Promise.race([once(child, "message"), ended])) as [Hello];
  ended.catch(() => {}); // from now on it may end
  return {
    hello,
    process: child,
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}

/** In a child: says it is ready, and ends with the parent. */
export function sayReady(hello: object): void {
  process.once("disconnect", () => process.exit());
  process.send?.(hello);
}
