// What keeps text of a message from being more than text where it is listed.

/** White space and control characters folded. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/** Without the marks that turn the direction of text: a name with one can look like another ("exe.pdf"). */
export function withoutTurning(text: string): string {
  return text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " ");
}

/** The beginning of a text, never with half of a character at its end. */
export function cut(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).replace(/[\ud800-\udbff]$/, "");
}
