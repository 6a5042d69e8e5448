// What the build makes of an import of docs/*.md: its code blocks by the file that each names.
declare module "*.md" {
  const code: Readonly<Record<string, string>>;
  // oxlint-disable-next-line import/no-default-export -- esbuild makes one of JSON
  export default code;
}
