// Which flags a server keeps, and how it names them.
import type { Profile } from "./profiles.ts";

const SYSTEM = ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"] as const;

/** Of the flags a client names those that stay, in the server's spelling; the others are dropped without a word. */
export function keptFlags(words: readonly string[], { keywords }: Profile): readonly string[] {
  return words.flatMap((word) => {
    const known = [...SYSTEM, ...keywords].find((each) => each.toLowerCase() === word.toLowerCase());
    if (known !== undefined) return known === "\\*" ? [] : [known];
    return keywords.includes("\\*") && !word.startsWith("\\") && word !== "" ? [word] : [];
  });
}

/** What SELECT tells of them. */
export function flagsAnswer({ keywords, tellsPermanentFlags }: Profile, readOnly: boolean): string {
  const there = [...SYSTEM, ...keywords.filter((word) => word !== "\\*")].join(" ");
  const permanent = readOnly ? "" : [...SYSTEM, ...keywords].join(" ");
  const told = tellsPermanentFlags ? `* OK [PERMANENTFLAGS (${permanent})] Permanent flags\r\n` : "";
  return `* FLAGS (${there})\r\n${told}`;
}
