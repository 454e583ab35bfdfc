// The little XML that a description of settings needs: elements, attributes, text. No document types and no entities
// of one's own, so that nothing in it can grow or lead elsewhere.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Directly in it, without blanks around. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const DEPTH_MAX = 20;
const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

/** Null: it isn't well-formed, or has what isn't read here. */
export function parseXml(source: string): XmlElement | null {
  const root: Open = { name: "", attributes: {}, children: [], text: "" };
  const open: Open[] = [root];
  TOKEN.lastIndex = 0;
  const text = source.replace(/^\uFEFF/, "");
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    const inside = open.at(-1);
    if (token === null || inside === undefined) return null;
    const [, data, closed, opened, attributes = "", empty, plain] = token;
    if (opened !== undefined) {
      open.push({ name: opened, attributes: attributesOf(attributes), children: [], text: "" });
      if (open.length > DEPTH_MAX) return null;
    } else if (data !== undefined) inside.text += data;
    else if (plain !== undefined) inside.text += decoded(plain);
    if (closed !== undefined && inside.name !== closed) return null;
    if (closed !== undefined || empty === "/") {
      const done = open.pop();
      if (done === undefined || open.length === 0) return null;
      open.at(-1)?.children.push({ ...done, text: done.text.trim() });
    }
  }
  return open.length === 1 && root.children.length === 1 ? (root.children[0] ?? null) : null;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = "", double, single]) => [
      name,
      decoded(double ?? single ?? ""),
    ]),
  );
}

/** What isn't one of XML's own five stays as it is written. */
function decoded(text: string): string {
  return text.replace(/&(\w{2,4});/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
