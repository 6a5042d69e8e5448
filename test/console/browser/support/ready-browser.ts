import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { FoundBrowser } from "../../../../local/checks/find-browser.ts";

/** How a browser is started. */
export interface BrowserProgram {
  readonly path: string;
  /** Variables of its process, beside those of this one. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Makes the browser ready: unpacks that of the package, 200 MB, which takes two seconds.
 * @param folder where it is unpacked; nothing else may be there
 */
export async function readyBrowser(found: FoundBrowser, folder: string): Promise<BrowserProgram> {
  if (found.kind === "installed") return { path: found.path, environment: {} };
  // It asks for these when it is loaded: where to unpack, and whether its libraries are needed.
  const { TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH } = process.env;
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" });
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    const path = await packaged.executablePath();
    const libraries = process.env["LD_LIBRARY_PATH"] ?? "";
    return { path, environment: { LD_LIBRARY_PATH: libraries, ...(await ownFonts(folder)) } };
  } finally {
    restore({ TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH });
  }
}

function restore(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** The package's own list of fonts names /tmp, wherever it was unpacked: no text shows by that. */
async function ownFonts(folder: string): Promise<Record<string, string>> {
  const file = join(folder, "own-fonts", "fonts.conf");
  await mkdir(join(folder, "own-fonts"), { recursive: true });
  await writeFile(file, fontsConfiguration(folder));
  return { FONTCONFIG_FILE: file };
}

function fontsConfiguration(folder: string): string {
  const folders = [join(folder, "fonts", "fonts"), "/usr/share/fonts"];
  return `<?xml version="1.0"?><fontconfig>
${folders.map((one) => `<dir>${one}</dir>`).join("")}
<cachedir>${join(folder, "font-cache")}</cachedir>
<alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
<alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
<alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>`;
}
