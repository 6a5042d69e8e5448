import { join } from "node:path";

import { readBuiltFiles } from "../../../../lambdas/console/built-files.ts";
import { makeConsole } from "../../../../lambdas/console/make-console.ts";
import { makeServeFile } from "../../../../lambdas/console/serve-file.ts";
import { readPortalFrame } from "../../../../lambdas/shared/dynamodb/portal-link-item.ts";
import {
  type Answered,
  type Asked,
  askWith,
  type makeConfigApiTestBed,
} from "../../../support/config-api-test-bed.ts";
import { makeRecordedLog } from "../../../support/recorded-log.ts";

/** The API in memory, whose clock is that of the browser at first. */
export type ConsoleBed = ReturnType<typeof makeConfigApiTestBed>;

/** As at a custom domain with a base path: what is not relative leads nowhere. */
export const BASE = "/base";

/**
 * Pages come from the console function, all else from the API; what is not below the base: 404.
 * @param folder of the built pages and assets
 * @param askApi the API of the bed
 */
export function consoleBesideApi(
  bed: ConsoleBed,
  folder: string,
  askApi: (method: string, path: string, asked: Asked) => Promise<Answered> = bed.ask,
) {
  const askPages = askWith(consoleHandler(bed, folder));
  return async (method: string, path: string, asked: Asked): Promise<Answered> => {
    if (!path.startsWith(`${BASE}/`))
      return { status: 404, headers: {}, bytes: 0, text: "", body: "" };
    const below = path.slice(BASE.length);
    const isPage = /^\/(?:console|portal|docs)(?:\/|$)/u.test(below);
    return (isPage ? askPages : askApi)(method, below, asked);
  };
}

/** The console function as it is deployed, reading links where the API writes them. */
function consoleHandler(bed: ConsoleBed, folder: string): Parameters<typeof askWith>[0] {
  const now = () => bed.clock.nowMs;
  const { log } = makeRecordedLog();
  return makeConsole({
    serveFile: makeServeFile({
      readFiles: () => ({
        pages: readBuiltFiles(join(folder, "pages")),
        assets: readBuiltFiles(join(folder, "assets")),
      }),
      frameOrigins: async (id) => {
        const { dynamodb, tableName } = bed.stores.webhooksTable;
        return (await readPortalFrame(dynamodb, tableName, id, now()))?.frameOrigins ?? [];
      },
      log,
    }),
    apiHosts: [],
    log,
    now,
  });
}
