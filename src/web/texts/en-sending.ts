// The English texts about mail on its way out.

/** “Offer” or (no subject). */
const named = (subject: string): string => (subject === "" ? "a message without a subject" : `“${subject}”`);

export const sendingEn = {
  held: (subject: string) => `Sending ${named(subject)} …`,
  undo: "Undo",
  tooLate: "Too late: it is being sent already.",
  putOffTitle: (subject: string) => `${capital(named(subject))} hasn’t been sent yet`,
  againAt: (time: string) => `We try again at ${time}.`,
  dontSend: "Don’t send it",
  refusedTitle: (subject: string) => `${capital(named(subject))} was not sent`,
  refusedRecipients: (addresses: string) => `Not taken: ${addresses}`,
  openDraft: "Open the draft",
  dismiss: "OK",
  doubtTitle: (subject: string) => `We don’t know whether ${named(subject)} was sent`,
  doubtLooking: (provider: string) =>
    `The connection was cut before ${provider} answered. We are looking for it in Sent there; that takes ten minutes at most. Nothing is sent twice meanwhile.`,
  doubtAsk: (provider: string) =>
    `The connection was cut before ${provider} answered, and no copy of it is in Sent. Ask one of the recipients, or choose:`,
  wasSent: "It was sent",
  sendAgain: "Send it again",
  backToDraft: "Back to Drafts",
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
