/**
 * The complete files that a page of docs/ holds as code blocks: those that name their file in their
 * first line, in a comment.
 * @param page text of Markdown
 * @returns code by file name, in the page's order
 */
export function cutCode(page: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [, code = ""] of page.matchAll(/^```\w+\n(.*?)^```$/gmsu)) {
    const [, name] = /^(?:\/\/|#) (\w[\w-]*\.\w+)/u.exec(code) ?? [];
    if (name !== undefined) files.set(name, code);
  }
  return files;
}
