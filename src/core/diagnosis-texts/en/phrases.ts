// Sentences that many causes share.
import type { CauseText } from "../../diagnosis-texts.ts";

export const RECONNECT = "Press “Sign in again”.";
export const START_AGAIN = "Press “Start mail synchronization” again.";
export const WAIT = "You don’t have to do anything: we go on by ourselves.";
export const WE_TRY_AGAIN = "We try again by ourselves.";
export const GOES_ON = "Mail goes on by itself once there is room.";
export const TRY_AGAIN = "Press “Try again” once that is done.";
export const ASK_ADMIN = "Send the text below to your Microsoft 365 administrator.";
export const ASK_GOOGLE_ADMIN = "Send the text below to your Google Workspace administrator.";
export const TELL_ADMIN = "Tell the administrator of this application; you can’t mend it yourself.";
export const TELL_OPERATOR = "Tell the people who run this application; you can’t mend it yourself.";

export function text(
  what: string,
  steps: readonly string[],
  forAdministrator: string | null = null,
): CauseText {
  return { what, steps, forAdministrator };
}
