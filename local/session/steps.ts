import { Listr, type ListrTask, PRESET_TIMER } from "listr2";

/** Columns below which no line is redrawn in place: CI pseudo-terminals often claim none. */
const NARROWEST = 40;

/**
 * Runs steps one after the other and shows their progress: live on a terminal, as plain lines
 * elsewhere.
 *
 * @returns the context that the steps filled
 * @throws the error of the first step that fails
 */
export async function runSteps<Context extends object>(
  steps: ListrTask<Context>[],
  context: Context,
  options: { concurrent?: number; exitOnError?: boolean } = {},
): Promise<Context> {
  const list = new Listr<Context>(steps, {
    ...options,
    registerSignalListeners: false, // the session ends the steps, and what they started, in order
    fallbackRendererCondition: () => !process.stdout.isTTY || process.stdout.columns < NARROWEST,
    rendererOptions: { timer: PRESET_TIMER, collapseErrors: false },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  });
  return list.run(context);
}
