// What a subject is about, without what mailers put before it: "Re:", "AW:", "Fwd:" in many languages, also counted and
// repeated, and the names of mailing lists. After RFC 5256 section 2.1, which knows English only.

const SUBJECT_MAX = 500;
/** Prefixes of one subject that are taken off. */
const PREFIXES_MAX = 40;
/** "[list-name]" is a tag up to this length. */
const TAG_MAX = 60;
/** What is left of a subject, to be compared. */
const BASE_MAX = 200;

/** Answers, lower case, as mail programs write them by themselves. ("VS" is an answer in Finnish, and passed on in Danish.) */
const REPLIES = [
  ..."re aw antw antwort sv vs odp ynt rif r res resp bls vá atb απ σχετ отв ответ".split(" "),
  ..."回复 回覆 答复 答覆 返信 回信 답장 회신 תגובה תשובה رد".split(" "),
];
/** Passed on. */
const FORWARDS = [
  ..."fw fwd wg tr trs vl vb doorst fs enc rv i pd továbbítás ilt yml πρθ пересл".split(" "),
  ..."转发 轉寄 転送 전달 הועבר".split(" "),
];
const WORDS = new Map<string, "reply" | "forward">([
  ...FORWARDS.map((word) => [word, "forward"] as const),
  ...REPLIES.map((word) => [word, "reply"] as const),
]);

export interface BaseSubject {
  /** Folded, to be compared; "" when nothing is left. */
  readonly base: string;
  /** It has a prefix of an answer, and none of a message that is passed on in front of it. */
  readonly isReply: boolean;
}

export function baseSubject(subject: string): BaseSubject {
  let rest = fold(subject.slice(0, SUBJECT_MAX));
  let first: "reply" | "forward" | null = null;
  for (let count = 0; count < PREFIXES_MAX; count++) {
    const tagged = withoutTag(rest);
    const prefix = prefixOf(tagged);
    if (prefix === null) {
      rest = tagged;
      break;
    }
    first ??= prefix.kind;
    rest = prefix.rest;
  }
  const base = rest.replace(/(?:\s*\((?:fwd|fw)\))+$/, "").trim();
  return { base: base.slice(0, BASE_MAX), isReply: first === "reply" };
}

const ASCII = /^[ -~]*$/;

function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replace(/ {2,}/g, " ").trim();
  // "İ" becomes an "i" with a dot of its own.
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("i\u0307", "i")
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
}

/** A subject that is nothing but its tag keeps it. */
function withoutTag(text: string): string {
  if (!text.startsWith("[")) return text;
  const end = text.indexOf("]");
  if (end < 0 || end > TAG_MAX) return text;
  const rest = text.slice(end + 1).trim();
  return rest === "" ? text : rest;
}

/** "re:", "re[2]:", "re (3):", "re^2:", "re 2:"; the full-width colon is folded by then. */
function prefixOf(text: string): { readonly kind: "reply" | "forward"; readonly rest: string } | null {
  const found = /^([\p{L}\p{M}]{1,16})\s?(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4}|\*\d{1,4}|\d{1,4})?\s?:/u.exec(
    text,
  );
  const kind = found === null ? undefined : WORDS.get(found[1] ?? "");
  return found === null || kind === undefined ? null : { kind, rest: text.slice(found[0].length).trim() };
}
