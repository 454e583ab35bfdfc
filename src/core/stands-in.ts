// Whether an address is one of a message's, so that nothing else is fetched in its name.

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const BEFORE = /["'(\s]/;
const AFTER = /["')\s<>]/;

/** HTML with the characters that its entities stand for: what its attributes say. */
export function withoutEntities(html: string): string {
  return html.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** True when the whole of `address` stands there, between quotes, brackets or spaces. */
export function standsIn(text: string, address: string): boolean {
  if (address === "") return false;
  for (let at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + address.length)) {
    const after = text[at + address.length];
    if ((after === undefined || AFTER.test(after)) && beginsAt(text, at)) return true;
  }
  return false;
}

function beginsAt(text: string, at: number): boolean {
  if (at === 0 || BEFORE.test(text[at - 1] ?? "")) return true;
  // An attribute without quotes.
  return /[\s"'](?:src|background)\s{0,9}=$/i.test(text.slice(Math.max(0, at - 24), at));
}
