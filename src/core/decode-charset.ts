// Bytes to text by the charset that mail names, which is often wrong, misspelt or unheard of.

const WESTERN = "windows-1252";
/** By name without what people write between letters and digits ("UTF_8", "cp-1251", "iso-8859-1:1987"). A table
 *  rather than a try: what TextDecoder doesn't know costs it fifty times as much, and mail may name thousands. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "utf-8": ["utf8", "utf8mb4", "unicode11utf8"],
    "utf-16le": ["utf16", "utf16le"],
    "utf-16be": ["utf16be"],
    [WESTERN]: ["usascii", "ascii", "ansix341968", "latin1", "l1", "iso88591"],
    "iso-8859-2": ["latin2", "l2"],
    "iso-8859-9": ["latin5", "l5"],
    "iso-8859-15": ["latin9", "l9", "latin0"],
    "koi8-r": ["koi8r", "koi8"],
    "koi8-u": ["koi8u", "koi8ru"],
    ibm866: ["ibm866", "cp866"],
    macintosh: ["macintosh", "macroman"],
    "x-mac-cyrillic": ["maccyrillic"],
    "windows-874": ["tis620", "iso885911"],
    gbk: ["gb2312", "gbk", "cp936", "ms936", "eucgb", "euccn"],
    gb18030: ["gb18030"],
    big5: ["big5", "big5hkscs", "cp950"],
    "euc-jp": ["eucjp"],
    "iso-2022-jp": ["iso2022jp"],
    shift_jis: ["shiftjis", "sjis", "mskanji", "windows31j", "cp932", "ms932"],
    "euc-kr": ["euckr", "ksc56011987", "ksc5601", "cp949", "uhc"],
  }).flatMap(([encoding, names]) => names.map((name) => [name, encoding] as const)),
);
const NAME_MAX = 40;

/** Charsets that mail names although its text is UTF-8. Other text in them is valid UTF-8 only by chance: hardly ever
 *  in Western letters; elsewhere a word or two can be ("её" in KOI8-R). */
const OFTEN_WRONG = /^(?:windows-125\d|iso-8859-\d+|koi8-[ru])$/;
const BY_CHANCE_MAX = 2;
/** A byte that a gateway broke, or that the text was cut at, leaves it UTF-8: one for so many good characters. */
const BROKEN_ONE_IN = 4;

type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder>();

/** Never throws: an unknown charset is read as UTF-8 where the bytes are, else as windows-1252. */
export function decodeCharset(bytes: Uint8Array, charset: string): string {
  const encoding = encodingOf(charset);
  if (encoding === WESTERN) return decodeUnknown(bytes, WESTERN);
  if (OFTEN_WRONG.test(encoding) && isUtf8(bytes, BY_CHANCE_MAX + 1)) return decoderOf("utf-8").decode(bytes);
  // "utf-16" leaves the order of bytes to the mark in front of them.
  if (encoding === "utf-16le" && bytes[0] === 0xfe && bytes[1] === 0xff) {
    return decoderOf("utf-16be").decode(bytes);
  }
  return decoderOf(encoding).decode(bytes);
}

/** UTF-8 when the bytes are, `otherwise` when not; windows-1252 where that is an encoding of Unicode. */
export function decodeUnknown(bytes: Uint8Array, otherwise: string): string {
  if (isUtf8(bytes, 0)) return decoderOf("utf-8").decode(bytes);
  const encoding = encodingOf(otherwise);
  return decoderOf(encoding.startsWith("utf-") ? WESTERN : encoding).decode(bytes);
}

function encodingOf(charset: string): string {
  const name = charset
    .slice(0, NAME_MAX)
    .toLowerCase()
    .replace(/:\d{4}$/, "")
    .replace(/[^a-z0-9]/g, "")
    .replace(/^(?:x|cs)(?=[a-z])/, "");
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  const windows = /^(?:windows|win|cp|ms|ansi)?(125[0-8]|874)$/.exec(name)?.[1];
  if (windows !== undefined) return `windows-${windows}`;
  const iso = /^iso8859([2-9]|10|13|14|15|16)[ei]?$/.exec(name)?.[1];
  return iso === undefined ? WESTERN : `iso-8859-${iso}`;
}

function decoderOf(encoding: string): Decoder {
  let decoder = decoders.get(encoding);
  if (decoder === undefined) {
    decoder = new TextDecoder(encoding);
    decoders.set(encoding, decoder);
  }
  return decoder;
}

/** Counts characters beyond ASCII that are well-formed (RFC 3629 section 4), and bytes that are part of none. */
function isUtf8(bytes: Uint8Array, charactersMin: number): boolean {
  let characters = 0;
  let broken = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    const more = continuationsAt(bytes, i, lead);
    if (more === 0) broken++;
    else characters++;
    i += more;
  }
  return characters >= charactersMin && broken * BROKEN_ONE_IN <= characters;
}

/** The bytes that follow `lead` in a well-formed character, 0 when it begins none. */
function continuationsAt(bytes: Uint8Array, position: number, lead: number): number {
  const count = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  for (let i = 1; i <= count; i++) if (((bytes[position + i] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[position + 1] ?? 0;
  // Longer than need be, half of a surrogate pair, or beyond Unicode.
  const wrong =
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f);
  return wrong ? 0 : count;
}
