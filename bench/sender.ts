/*
 * CPU of one POST by Ringback's sender (guard, deadline, body limit and all headers of a delivery)
 * against a bare undici request in the same run: `node bench/sender.ts`.
 */
import { startChild } from "./support/child.ts";
import { cpuMsPer, inBatches, median } from "./support/cpu.ts";
import { BODY, makeBarePost, makeSenderPost, WIDTH } from "./support/posts.ts";

const ROUNDS = 7;
const POSTS = 5_000;

const receiver = await startChild<{ port: number }>("receiver.ts");
const url = `http://127.0.0.1:${receiver.hello.port}/hooks`;
const posts = { bare: makeBarePost(url), sender: makeSenderPost(url) };
for (const post of Object.values(posts)) await inBatches(POSTS, WIDTH, post);

const costs = { bare: [] as number[], sender: [] as number[] };
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of ["bare", "sender"] as const) {
    costs[name].push(await cpuMsPer(POSTS, () => inBatches(POSTS, WIDTH, posts[name])));
  }
}
receiver.stop();

const [bare, sender] = [median(costs.bare), median(costs.sender)];
process.stdout.write(
  [
    `CPU per POST of ${BODY.length} bytes, ${WIDTH} at a time, median of ${ROUNDS} × ${POSTS}:`,
    `  bare undici request   ${bare.toFixed(4)} ms`,
    `  Ringback's sender     ${sender.toFixed(4)} ms`,
    `  ratio                 ${(sender / bare).toFixed(2)}`,
    "",
  ].join("\n"),
);
process.exit();
