// Sentences that many causes share.
import type { CauseText } from "../../diagnosis-texts.ts";

export const RECONNECT = "Druk op “Opnieuw aanmelden”.";
export const START_AGAIN = "Druk opnieuw op “E-mailsynchronisatie starten”.";
export const WAIT = "U hoeft niets te doen: we gaan vanzelf verder.";
export const WE_TRY_AGAIN = "We proberen het vanzelf opnieuw.";
export const GOES_ON = "Zodra er plaats is, gaat de mail vanzelf verder.";
export const TRY_AGAIN = "Druk op “Opnieuw proberen” als dat gedaan is.";
export const ASK_ADMIN = "Stuur de tekst hieronder naar uw Microsoft 365-beheerder.";
export const ASK_GOOGLE_ADMIN = "Stuur de tekst hieronder naar uw Google Workspace-beheerder.";
export const TELL_ADMIN = "Vertel het de beheerder van deze applicatie; zelf kunt u dit niet verhelpen.";
export const TELL_OPERATOR =
  "Vertel het wie deze applicatie draaiende houdt; zelf kunt u dit niet verhelpen.";

export function text(
  what: string,
  steps: readonly string[],
  forAdministrator: string | null = null,
): CauseText {
  return { what, steps, forAdministrator };
}
