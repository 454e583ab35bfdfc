import type { byHandEn } from "./en-by-hand.ts";

export const byHandNl: typeof byHandEn = {
  password: "Wachtwoord",
  promise:
    "Het wachtwoord gaat alleen naar deze servers, over een gecontroleerde beveiligde verbinding, en wordt versleuteld bewaard.",
  passwordOf: (userName) => `Wachtwoord van ${userName}`,
  stillRefused: "Dat lukte niet",
  tooManyTries: "Te veel pogingen. Wacht tien minuten en probeer het dan opnieuw.",
  readOnly: "Alleen lezen zolang de mailbox verbonden is.",
};
