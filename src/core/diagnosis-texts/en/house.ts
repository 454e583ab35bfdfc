import { GOES_ON, START_AGAIN, TELL_OPERATOR, text, WAIT } from "./phrases.ts";

/** The panel may offer more than one way to it. */
const BEGIN_AGAIN = "Go back to Email settings and begin again there.";

export const EN_HOUSE = {
  "moved-elsewhere": text("The mailbox is being looked after by another part of the server now.", [WAIT]),
  stopped: text("The synchronization was interrupted.", [WAIT]),
  "receive-only": text("This mailbox only receives: nothing is changed at the provider.", [
    "Open Email settings and switch off “Receive only”; where your organisation has switched it on, ask its administrator.",
  ]),
  "changes-waiting": text("Changes made here still wait for the provider.", [
    "They are finished by themselves.",
    "If you don’t want to wait, drop them.",
  ]),
  "on-hold": text("What is here of this mailbox is on hold: nothing of it may be deleted.", [
    "Ask the administrator of this application to release the hold, or keep the mail.",
  ]),
  "store-down": text(
    "Our own database can’t be reached at the moment. Nothing is lost.",
    [WAIT],
    "The database doesn’t answer. Check that it runs and accepts connections.",
  ),
  "disk-full": text(
    "Our own storage is full. Your mail at the provider is safe.",
    [TELL_OPERATOR, GOES_ON],
    "The disk with the data folder or the database is full. Make room; nothing else is needed.",
  ),
  "secret-unreadable": text(
    "This server can’t open the saved access to the mailbox.",
    [TELL_OPERATOR],
    "The master key is missing or isn’t the one that the secrets were sealed with. Put the right key back and restart.",
  ),
  "attempt-link-used": text("This link was already used, or is too old.", [BEGIN_AGAIN]),
  "attempt-state-wrong": text("This answer doesn’t belong to a sign-in that was started here.", [
    BEGIN_AGAIN,
  ]),
  "attempt-other-browser": text("This sign-in was started in another browser.", [
    "Go on in the browser where you began.",
    "Or begin again in this one.",
  ]),
  "attempt-cancelled": text("This sign-in was stopped, so nothing was connected.", [
    "If you do want to connect, start again.",
  ]),
  "attempt-used-twice": text("This sign-in was already handled.", [
    "Close this tab and look at your email settings: they show how it ended.",
  ]),
  "attempt-expired": text("This sign-in took too long, so it was ended.", [START_AGAIN]),
  "attempt-other-account": text("You signed in as {signedIn}, but the mailbox connected here is {mailbox}.", [
    "Sign in again and choose {mailbox}.",
    "Is {signedIn} the one you want here? Then stop the mail synchronization first.",
  ]),
  "no-provider": text("There is no such mail provider here (any more).", [
    "Reload the page and choose one of the list.",
    "If there is none, ask the administrator of this application to add one.",
  ]),
  "provider-not-offered": text("This mail provider isn’t switched on here, or isn’t connected in this way.", [
    "Choose another one in Email settings.",
    "Or ask the administrator of this application to switch it on.",
  ]),
  "not-activated": text("Email is not switched on for your organisation.", [
    "Open Email settings: it says how it stands, and how to ask for it.",
  ]),
  "already-connected": text("You are connected to a mailbox here already.", [
    "To connect another one, stop the mail synchronization of the first.",
  ]),
  "not-connected": text("You are not connected to this mailbox (any more).", [
    "Reload the page: Email settings shows how it stands.",
  ]),
  "no-password": text("This mailbox isn’t signed in to with a password.", [
    "Open Email settings: it says how to sign in to it again.",
  ]),
  "address-not-allowed": text("In this workspace {address} may not be connected.", [
    "Choose another account.",
    "Or ask the administrator of this application which addresses are allowed.",
  ]),
  unknown: text(
    "Something failed, and we don’t know this cause yet (reference: {reference}).",
    ["Try again.", "If it comes back, send the reference to the people who run this application."],
    "A failure without a known cause. Please report it with the reference.",
  ),
};
