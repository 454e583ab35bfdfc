/** Modified UTF-7 (RFC 3501 section 5.1.3), both ways. */
export function encodeName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === "&") return "&-";
    const base64 = Buffer.from(run, "utf16le").swap16().toString("base64");
    return `&${base64.replace(/\//g, ",").replace(/=+$/, "")}-`;
  });
}

export function decodeName(wire: string): string {
  return wire.replace(/&([A-Za-z0-9+,]*)-/g, (whole, run: string) => {
    if (run === "") return "&";
    const bytes = Buffer.from(run.replace(/,/g, "/"), "base64");
    return bytes.length % 2 === 0 ? bytes.swap16().toString("utf16le") : whole;
  });
}
