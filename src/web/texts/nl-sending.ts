// De Nederlandse teksten over mail die verstuurd wordt.
import type { sendingEn } from "./en-sending.ts";

const named = (subject: string): string => (subject === "" ? "een bericht zonder onderwerp" : `“${subject}”`);

export const sendingNl: typeof sendingEn = {
  held: (subject) => `${capital(named(subject))} wordt verstuurd …`,
  undo: "Ongedaan maken",
  tooLate: "Te laat: het wordt al verstuurd.",
  putOffTitle: (subject) => `${capital(named(subject))} is nog niet verstuurd`,
  againAt: (time) => `We proberen het opnieuw om ${time}.`,
  dontSend: "Niet versturen",
  refusedTitle: (subject) => `${capital(named(subject))} is niet verstuurd`,
  refusedRecipients: (addresses) => `Niet aangenomen: ${addresses}`,
  openDraft: "Concept openen",
  dismiss: "OK",
  doubtTitle: (subject) => `We weten niet of ${named(subject)} verstuurd is`,
  doubtLooking: (provider) =>
    `De verbinding werd verbroken voordat ${provider} antwoordde. We zoeken het daar in Verzonden; dat duurt hooguit tien minuten. Ondertussen wordt niets dubbel verstuurd.`,
  doubtAsk: (provider) =>
    `De verbinding werd verbroken voordat ${provider} antwoordde, en er staat geen kopie in Verzonden. Vraag het een van de ontvangers, of kies:`,
  wasSent: "Het is verstuurd",
  sendAgain: "Opnieuw versturen",
  backToDraft: "Terug naar Concepten",
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
