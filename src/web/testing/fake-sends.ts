// Mail on its way out, in each state that the pages show.
import type { AnswerOf } from "../../api/operations.ts";
import { fakeId } from "./fake-mail.ts";

type Send = AnswerOf<"listSends">["sends"][number];

const SENDS = 90;

export function fakeSend(number: number, subject: string, change: Partial<Send> = {}): Send {
  return {
    ...{
      id: fakeId(SENDS, number),
      messageId: fakeId(SENDS + 1, number),
      draftId: fakeId(SENDS + 2, number),
    },
    ...{ subject, from: "ada@contoso.example", to: ["eva@fabrikam.example"], state: "waiting" },
    ...{ madeAt: "2026-11-23T09:00:00.000Z", dueAt: "2026-11-23T09:00:10.000Z" },
    ...{ handedAt: null, endedAt: null, diagnosis: null, refusedRecipients: [], looking: false },
    ...change,
  };
}

export const unknownRecipient: NonNullable<Send["diagnosis"]> = {
  ...{ id: "send-recipients", who: "user", whoText: "you" },
  what: "The mail server knows no such recipient, so the message went to nobody.",
  steps: ["The message is in Drafts: correct the address, or leave it out.", "Send it again."],
  ...{ forAdministrator: null, retry: "afterFix", since: null, reference: null, retryAt: null },
  ...{ because: null, runnerUp: null },
};

export const tooFast: NonNullable<Send["diagnosis"]> = {
  ...unknownRecipient,
  ...{ id: "smtp-rate", who: "nobody", whoText: "nobody needs to do anything", retry: "auto" },
  what: "The mail server asked us to send more slowly. Your message goes out by itself.",
  steps: ["You don’t have to do anything: we go on by ourselves."],
};
