import { problem } from "./problem.ts";
import { type Reply, textResponse } from "./reply.ts";
import type { Route } from "./route.ts";

/** The reply where no route serves: 404, 405 with what is allowed, or the answer to OPTIONS. */
export function unroutedReply(routes: readonly Route[], method: string, path: string): Reply {
  const methods = routes.filter((route) => isAt(route, path)).map((route) => route.method);
  if (methods.length === 0) {
    return problem("not-found", "There is nothing at this path; /docs lists all paths.");
  }
  const all = methods.includes("GET") ? [...methods, "HEAD", "OPTIONS"] : [...methods, "OPTIONS"];
  const headers = { allow: all.join(", ") };
  return method === "OPTIONS"
    ? textResponse(204, "", "", headers)
    : problem("method-not-allowed", `This path takes ${headers.allow}.`, { headers });
}

function isAt(route: Route, path: string): boolean {
  const wanted = route.path.split("/");
  const given = path.replace(/(?<=.)\/$/u, "").split("/");
  return (
    wanted.length === given.length &&
    wanted.every((part, index) =>
      part.startsWith("{") ? given[index] !== "" : part === given[index],
    )
  );
}
