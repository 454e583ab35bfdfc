// The English texts about what went wrong.
const formatted = new Intl.NumberFormat("en-GB");

export const doctorEn = {
  otherwise: "If it isn’t that:",
  paste: "Did you see an error? Look up what it means",
  pasteLabel: "The error you saw",
  pasteHint:
    "Copy the text of the page or of the message, or only the number that starts with AADSTS. It isn’t stored.",
  lookUp: "Look it up",
  found: "What the error means",
  problems: "What is wrong now",
  mailboxes: (count: number) => `${formatted.format(count)} ${count === 1 ? "mailbox" : "mailboxes"}`,
  since: "since",
  why: "Why?",
  whyOf: (address: string) => `Why is there a problem with ${address}?`,
  whoCanFix: "Who can fix it",
};
