// When an administrator of the organisation has to approve the application first.
export const consentEn = {
  ask: "Ask my administrator",
  wall: "Does Microsoft say that you need admin approval?",
  neededTitle: "Your organisation’s administrator must approve first",
  needed:
    "Microsoft lets nobody of your organisation connect a mailbox before that. This page changes by itself once it is approved.",
  askedTitle: "Your administrator has to approve this first",
  asked: (who: string, day: string) =>
    `Asked for by ${who} on ${day}. Send the link to your Microsoft 365 administrator. This page goes on by itself once it is approved.`,
  refusedTitle: "Your administrator hasn’t approved it yet",
  refused: (day: string) =>
    `Microsoft said on ${day} that the approval was declined or not completed. The link still works.`,
  givenTitle: "Your administrator has approved it",
  given: "Press “Start mail synchronization” and sign in.",
  givenGoOn: "Go on in the other tab, or open it again.",
  expiredLink: "The link has expired: ask again.",
  link: "Link to send",
  copyLetter: "Copy text with the link",
  mail: "Write an email",
  subject: "Please approve our mail application",
  letter: (asker: string, url: string) =>
    `Hello,\n\nMicrosoft 365 asks for an administrator’s approval before I can connect my mailbox to our application. Please open this link, sign in with an account that may approve applications, and press Accept:\n\n${url}\n\nThe page says what is asked for. Your approval alone opens no mailbox, and you can take it back at any time.\n\nThank you,\n${asker}`,
};

export type ConsentTexts = typeof consentEn;
