// What esbuild makes of an import of styles: a part of the page's one stylesheet.
declare module "*.css";
