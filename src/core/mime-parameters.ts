// Content-Type and Content-Disposition: the value and its parameters, with the RFC 2231 forms (pieces, charsets).
import { decodeCharset } from "./decode-charset.ts";
import { decodeHeaderText } from "./encoded-words.ts";
import { toBytes, trimRaw } from "./mime-headers.ts";

export interface ParameterizedValue {
  /** Lower case, without parameters: "text/plain". */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Pieces of one parameter that are read. */
const PIECES_MAX = 1_000;
const PARAMETER = /;[ \t]*([^\s=;]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/g;

export function parseParameters(raw: string): ParameterizedValue {
  const semicolon = raw.indexOf(";");
  const value = trimRaw(semicolon < 0 ? raw : raw.slice(0, semicolon)).toLowerCase();
  const plain = new Map<string, string>();
  const pieces = new Map<
    string,
    { readonly index: number; readonly encoded: boolean; readonly text: string }[]
  >();
  if (semicolon >= 0) {
    for (const [, rawName = "", quoted, bare = ""] of raw.slice(semicolon).matchAll(PARAMETER)) {
      const text = quoted === undefined ? trimRaw(bare) : quoted.replace(/\\(.)/g, "$1");
      const whole = rawName.toLowerCase();
      const star = /^([^*]+)\*(?:(\d{1,6})(\*?))?$/.exec(whole);
      if (star === null) {
        // A boundary may look like an encoded word, and stands in the body as it is here.
        if (!plain.has(whole)) plain.set(whole, whole === "boundary" ? text : decodeHeaderText(text));
        continue;
      }
      const [, name = "", index, encoded] = star;
      const piece = { index: Number(index ?? 0), encoded: index === undefined || encoded === "*", text };
      const list = pieces.get(name);
      if (list === undefined) pieces.set(name, [piece]);
      else if (list.length < PIECES_MAX) list.push(piece);
    }
  }
  for (const [name, list] of pieces) plain.set(name, joinPieces(list));
  return { value, parameters: plain };
}

/** RFC 2231 sections 3 and 4: "utf-8'nl'%C3%A9..." in pieces, of which some are encoded. */
function joinPieces(
  list: readonly { readonly index: number; readonly encoded: boolean; readonly text: string }[],
): string {
  const sorted = [...list].sort((a, b) => a.index - b.index);
  let charset = "utf-8";
  let bytes = "";
  for (const [i, { encoded, text }] of sorted.entries()) {
    let rest = text;
    const mark = i === 0 && encoded ? /^([^']*)'[^']*'/.exec(rest) : null;
    if (mark !== null) {
      charset = mark[1] || charset;
      rest = rest.slice(mark[0].length);
    }
    bytes += encoded
      ? rest.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : rest;
  }
  return decodeCharset(toBytes(bytes), charset);
}
