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
 * Starts `bench/support/<file>` and waits for its first message. Children end by themselves when
 * this process does.
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
  const hello = await messageOf<Hello>(child, file);
  return {
    hello,
    process: child,
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}

/** What a child says next. @throws Error when it ends instead */
export function nextMessage<Message>(child: Child<unknown>): Promise<Message> {
  return messageOf(child.process, "a process of the benchmark");
}

async function messageOf<Message>(child: ChildProcess, name: string): Promise<Message> {
  const abort = new AbortController();
  const { signal } = abort;
  const message = once(child, "message", { signal }) as Promise<[Message]>;
  const exit = once(child, "exit", { signal }).then(() => {
    throw new Error(`${name} ended before it said anything`);
  });
  try {
    return (await Promise.race([message, exit]))[0];
  } finally {
    exit.catch(() => {}); // ended by the abort, or raced and lost
    message.catch(() => {});
    abort.abort();
  }
}

/** In a child: says it is ready, and ends with the parent. */
export function sayReady(hello: object): void {
  process.once("disconnect", () => process.exit());
  process.send?.(hello);
}
