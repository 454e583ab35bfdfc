// The English texts about what went wrong.
import { many } from "./en-numbers.ts";

export const doctorEn = {
  paste: "Did you see an error? Look up what it means",
  pasteLabel: "The error you saw",
  pasteHint:
    "Copy the text of the page or of the message, or only the number that starts with AADSTS. It isn’t stored.",
  lookUp: "Look it up",
  found: "What the error means",
  problems: "What is wrong now",
  mailboxes: (count: number) => many(count, "mailbox", "mailboxes"),
  since: "since",
  why: "Why?",
  whyOf: (address: string) => `Why is there a problem with ${address}?`,
  whoCanFix: "Who can fix it",
};
