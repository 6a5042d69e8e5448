/**
 * The code of docs/verify.md by file name; the build cuts it out of the page
 * (console/build/page-code.ts). In a chunk of its own: nobody needs it before this page.
 */
export { default as documentedCode } from "../../docs/verify.md";
