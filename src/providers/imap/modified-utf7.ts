// Folder names on the wire (RFC 3501 section 5.1.3): printable ASCII as it is, the rest as base64 of UTF-16BE between
// "&" and "-".

export function encodeFolderName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === "&") return "&-";
    const bytes = Buffer.from(run, "utf16le").swap16();
    return `&${bytes.toString("base64").replace(/\//g, ",").replace(/=+$/, "")}-`;
  });
}

/** A name that isn't valid modified UTF-7 (some servers send raw UTF-8) is decoded as UTF-8 where that is possible,
 *  and kept as it is otherwise; so is a part of it that stands for no text, or would split the name in two. What such
 *  a name is called on the wire can't be told from the decoded one: encodeFolderName doesn't give it back. */
export function decodeFolderName(wire: string, delimiter: string | null): string {
  if (/[\x80-\xff]/.test(wire)) return decodeUtf8(wire);
  return wire.replace(/&([A-Za-z0-9+,]*)-/g, (whole, run: string) => {
    if (run === "") return "&";
    const bytes = Buffer.from(run.replace(/,/g, "/"), "base64");
    if (bytes.length === 0 || bytes.length % 2 !== 0) return whole;
    const text = bytes.swap16().toString("utf16le");
    const splits = delimiter !== null && delimiter !== "" && text.includes(delimiter);
    return splits || text.includes("\0") || !text.isWellFormed() ? whole : text;
  });
}

function decodeUtf8(wire: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(wire, "latin1"));
  } catch {
    return wire;
  }
}
