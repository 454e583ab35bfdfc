import type { Catalogue } from "../diagnosis-texts.ts";
import { EN_ATTEMPT } from "./en/attempt.ts";
import { EN_BY_HAND } from "./en/by-hand.ts";
import { EN_HOUSE } from "./en/house.ts";
import { EN_MAILBOX } from "./en/mailbox.ts";
import { EN_SENDING } from "./en/sending.ts";
import { EN_SIGN_IN } from "./en/sign-in.ts";

export const EN: Catalogue = {
  unnamed: {
    address: "this address",
    signedIn: "another account",
    mailbox: "this mailbox",
    reference: "none",
  },
  causes: { ...EN_SIGN_IN, ...EN_MAILBOX, ...EN_BY_HAND, ...EN_SENDING, ...EN_HOUSE },
  attempt: EN_ATTEMPT,
  because: {
    otherAudience: "the access that Microsoft gave is for another service, not for mailboxes",
    noPermission: "the access that Microsoft gave lacks the permission for this",
    personalAccount: "this is a personal account, and there IMAP is off until its owner switches it on",
    otherAddress: "another account signed in than the mailbox’s own",
    openedBefore: "this mailbox could be opened before with the same sign-in",
    neverOpened: "this account has not opened this mailbox before",
    usually: "of all that gets this answer it is the most common",
    clockIsOff: "the error speaks of the time",
    noNumber: "Microsoft says no more than that it was declined",
    saidElsewhere: "the same permission is refused elsewhere too, and there Microsoft says why",
    graphFindsNone: "Microsoft Graph finds no mailbox of this account either",
    graphOpens:
      "the mailbox opens by another way (Microsoft Graph) with the same permission: only IMAP is refused",
    graphDenies: "another way to the mailbox (Microsoft Graph) is denied to this application too",
    smtpOpens: "the same permission signs in for sending (SMTP): only IMAP is refused",
    smtpKnowsIt: "sending (SMTP) knows this account too, and is switched off for mail programs",
    refusedEverywhere:
      "IMAP, SMTP and Microsoft Graph all refuse a permission that Microsoft gave a moment ago",
    othersOpen: "another mailbox of your organization opens at this moment, so it is about this one",
    othersRefused: "another mailbox of your organization is refused at this moment too",
    sevenDays:
      "it ended seven days after it was given, and no other permission of this application has lived longer",
  },
  labels: {
    reference: "Reference",
    who: "Who can fix it",
    forAdministrator: "For the administrator",
    application: "Application",
    user: "User",
    mailbox: "Mailbox",
    time: "Time",
    goesOn: "It is tried again by itself.",
    nothingWrong: "All steps went well: nothing is wrong with the way to this mailbox.",
    notConnected: "Nobody is connected to this mailbox now, so nobody signed in to it.",
    others:
      "Other mailboxes of the same organization at this provider: {well} without a problem, {ill} with one.",
    steps: {
      dns: "dns",
      tcp: "tcp",
      greeting: "greeting",
      access: "access",
      "sign-in": "sign-in",
      list: "list",
      folder: "folder",
      smtp: "sending (SMTP)",
      graph: "Microsoft Graph",
      others: "another mailbox",
    },
    administratorOf: "your {service} administrator",
    mostLikely: "Most likely, because {because}.",
    otherwise: "Else",
    whos: {
      user: "you",
      mailAdmin: "the administrator of your mail",
      admin: "the administrator of this application",
      operator: "the people who run this application",
      nobody: "nobody needs to; it recovers by itself",
    },
  },
};
