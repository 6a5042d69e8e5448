import { constants, crc32, deflateSync, inflateSync } from "node:zlib";

/** What begins a PNG: https://www.w3.org/TR/png-3/ */
const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const MOST_COLOURS = 256;
/** Colours as near as this, over all channels, are one: nobody tells them apart beside letters. */
const SAME = 10;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** `0xrrggbb` of each point. */
  readonly points: Uint32Array;
}

/**
 * The same picture with 256 colours at most, each point a byte: of a page, with few colours beside
 * the edges of its letters, half the size.
 * @param png as browsers write them: 8 bits a channel, not interlaced
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, points } = readPng(png);
  const palette = paletteOf(points);
  const places = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  points.forEach((colour, index) => {
    const place = places.get(colour) ?? nearest(palette, colour).place;
    places.set(colour, place);
    rows[index + Math.floor(index / width) + 1] = place;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, by palette
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap(channels))),
    chunk("IDAT", deflateSync(rows, { level: 9, strategy: constants.Z_DEFAULT_STRATEGY })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The colours that there are most of, without those that look the same. */
function paletteOf(points: Uint32Array): number[] {
  const counts = new Map<number, number>();
  for (const colour of points) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette: number[] = [];
  for (const [colour] of [...counts].toSorted(([, one], [, other]) => other - one)) {
    if (palette.length === MOST_COLOURS) break;
    if (nearest(palette, colour).distance > SAME) palette.push(colour);
  }
  return palette;
}

function nearest(palette: readonly number[], colour: number) {
  let found = { place: 0, distance: Infinity };
  for (const [place, other] of palette.entries()) {
    const distance = distanceOf(colour, other);
    if (distance < found.distance) found = { place, distance };
  }
  return found;
}

function distanceOf(one: number, other: number): number {
  const [red, green, blue] = channels(one);
  const [otherRed, otherGreen, otherBlue] = channels(other);
  return Math.abs(red - otherRed) + Math.abs(green - otherGreen) + Math.abs(blue - otherBlue);
}

function channels(colour: number): [red: number, green: number, blue: number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

function readPng(png: Buffer): Picture {
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") {
      data.push(png.subarray(at + 8, at + 8 + length));
    }
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, kind] = [png[24], png[25]];
  if (depth !== 8 || (kind !== 2 && kind !== 6)) throw new Error("expected 8 bits of RGB or RGBA");
  const size = kind === 2 ? 3 : 4;
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), width * size, size);
  const points = Uint32Array.from({ length: width * height }, (_, index) =>
    bytes.readUIntBE(index * size, 3),
  );
  return { width, height, points };
}

/** Each row begins with how it differs from what is left of it and above it. */
function unfiltered(data: Buffer, rowLength: number, size: number): Buffer {
  const rows = data.length / (rowLength + 1);
  const bytes = Buffer.alloc(rows * rowLength);
  for (let row = 0; row < rows; row += 1) {
    const filter = data[row * (rowLength + 1)];
    for (let place = 0; place < rowLength; place += 1) {
      const at = row * rowLength + place;
      const left = place < size ? 0 : (bytes[at - size] ?? 0);
      const above = row === 0 ? 0 : (bytes[at - rowLength] ?? 0);
      const corner = row === 0 || place < size ? 0 : (bytes[at - rowLength - size] ?? 0);
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)];
      bytes[at] = (data[at + row + 1] ?? 0) + (predicted[filter ?? 0] ?? 0);
    }
  }
  return bytes;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const off = (one: number): number => Math.abs(guess - one);
  if (off(left) <= off(above) && off(left) <= off(corner)) return left;
  return off(above) <= off(corner) ? above : corner;
}
