// What the shared sentences become where an attempt to connect failed.
import type { AttemptWords } from "../../diagnosis-texts.ts";
import { GOES_ON, RECONNECT, START_AGAIN, TRY_AGAIN, WAIT, WE_TRY_AGAIN } from "./phrases.ts";

const AGAIN = "Druk op “{button}”.";
const ONCE_DONE = "Druk op “{button}” als dat gedaan is.";
const SOON = "Wacht even en druk dan op “{button}”.";

export const NL_ATTEMPT: AttemptWords = {
  buttons: {
    start: "E-mailsynchronisatie starten",
    tryAgain: "Opnieuw proberen",
    openAgain: "Opnieuw openen",
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
