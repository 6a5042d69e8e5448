/** What a picture is called, and how large it is, in pixels. */
export interface PictureFrame {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly detail: string;
}

/** Text in a picture, and most of its lines. */
export const INK = { text: "#222222", line: "#dddddd" } as const;

/** An SVG picture of parts that lie on white, one a line. */
export function svgPicture(frame: PictureFrame, parts: readonly string[]): string {
  const { width, height, title, detail } = frame;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title detail" font-family="system-ui, sans-serif" font-size="12">`,
    `<title id="title">${title}</title>`,
    `<desc id="detail">${detail}</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

/** @param more attributes */
export function svgText(x: number, y: number, content: string, more = ""): string {
  return `<text x="${x}" y="${y}" fill="${INK.text}" ${more}>${content}</text>`;
}
