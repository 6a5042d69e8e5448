import { spawnSync } from "node:child_process";

/** The shells that people paste our commands into, as far as the machine has them. */
export const SHELLS: readonly string[] = ["bash", "zsh"].filter(has);

/** Whether the machine has a program. */
export function has(program: string): boolean {
  return ["--version", "version"].some(
    (asked) => spawnSync(program, [asked], { stdio: "ignore" }).status === 0,
  );
}
