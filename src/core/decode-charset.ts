// Bytes to text by the charset that mail names, which is often wrong or unheard of.

const ALIASES: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  "us-ascii": "windows-1252",
  ascii: "windows-1252",
  latin1: "windows-1252",
  "iso8859-1": "windows-1252",
  "cp-850": "cp850",
  cp1252: "windows-1252",
  "x-sjis": "shift_jis",
  "ks_c_5601-1987": "euc-kr",
  "iso-8859-8-i": "iso-8859-8",
  "iso-8859-8-e": "iso-8859-8",
  gb2312: "gbk",
  "x-gbk": "gbk",
  "unicode-1-1-utf-7": "utf-7",
};

type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder>();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Never throws: an unknown charset is read as windows-1252. */
export function decodeCharset(bytes: Uint8Array, charset: string): string {
  const name = charset.trim().toLowerCase();
  const known = ALIASES[name] ?? name;
  // Text that is valid UTF-8 beyond ASCII is UTF-8, whatever it was called: other text hardly ever is by chance.
  if (known === "windows-1252" || known === "") return decodeUnknown(bytes, "windows-1252");
  return decoderOf(known).decode(bytes);
}

/** UTF-8 when the bytes are valid UTF-8, `otherwise` when not. */
export function decodeUnknown(bytes: Uint8Array, otherwise: string): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return decoderOf(ALIASES[otherwise.toLowerCase()] ?? otherwise.toLowerCase()).decode(bytes);
  }
}

function decoderOf(name: string): Decoder {
  let decoder = decoders.get(name);
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder(name);
    } catch {
      decoder = new TextDecoder("windows-1252");
    }
    // Names come from mail: a map that grows with every odd one must not.
    if (decoders.size < 200) decoders.set(name, decoder);
  }
  return decoder;
}
