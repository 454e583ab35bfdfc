// What the shared sentences become where an attempt to connect failed.
import type { AttemptWords } from "../../diagnosis-texts.ts";
import { GOES_ON, RECONNECT, START_AGAIN, TRY_AGAIN, WAIT, WE_TRY_AGAIN } from "./phrases.ts";

const AGAIN = "Press “{button}”.";
const ONCE_DONE = "Press “{button}” once that is done.";
const SOON = "Wait a moment, then press “{button}”.";

export const EN_ATTEMPT: AttemptWords = {
  buttons: {
    start: "Start mail synchronization",
    tryAgain: "Try again",
    openAgain: "Open it again",
  },
  steps: {
    [WAIT]: SOON,
    [WE_TRY_AGAIN]: SOON,
    [GOES_ON]: ONCE_DONE,
    [TRY_AGAIN]: ONCE_DONE,
    [RECONNECT]: AGAIN,
    [START_AGAIN]: AGAIN,
  },
};
