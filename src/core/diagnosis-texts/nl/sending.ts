import { ASK_ADMIN, RECONNECT, TRY_AGAIN, text, WAIT } from "./phrases.ts";

export const NL_SENDING = {
  "smtp-auth-tenant": text(
    "Ontvangen werkt, maar uw organisatie heeft versturen via SMTP uitgezet.",
    [ASK_ADMIN, TRY_AGAIN],
    "SMTP AUTH staat voor de organisatie uit. Alleen voor deze mailbox aanzetten (aangeraden): Microsoft 365-beheercentrum > Actieve gebruikers > de gebruiker > E-mail > E-mailapps beheren > Geverifieerde SMTP, of Set-CASMailbox met -SmtpClientAuthenticationDisabled $false.",
  ),
  "smtp-auth-mailbox": text(
    "Ontvangen werkt, maar versturen via SMTP staat voor deze mailbox uit.",
    [ASK_ADMIN, TRY_AGAIN],
    "Wilt u Geverifieerde SMTP voor de mailbox aanzetten? Microsoft 365-beheercentrum > Actieve gebruikers > de gebruiker > E-mail > E-mailapps beheren. Staat het aan, controleer dan het verificatiebeleid en de voorwaardelijke toegang.",
  ),
  "smtp-secdefaults": text(
    "De standaardbeveiliging van uw organisatie houdt versturen via SMTP tegen.",
    [ASK_ADMIN, TRY_AGAIN],
    "De standaardinstellingen voor beveiliging houden SMTP AUTH tegen. Laat de applicatie via Microsoft Graph versturen (machtiging Mail.Send), of vervang ze door voorwaardelijke toegang.",
  ),
  "smtp-auth-token": text(
    "De mailserver weigerde voor dit account te versturen.",
    [RECONNECT, "Komt het terug, stuur dan de tekst hieronder naar uw Microsoft 365-beheerder."],
    "SMTP weigert de toegang van de gebruiker. Controleer of SMTP.Send bij de machtigingen van de applicatie staat, of Geverifieerde SMTP voor de gebruiker aanstaat, en of niemand zich als gedeelde mailbox aanmeldt.",
  ),
  "smtp-sendas": text(
    "Dit account mag niet onder het adres van de afzender versturen.",
    [ASK_ADMIN, TRY_AGAIN],
    "Wilt u de gebruiker het recht geven als dit adres te verzenden? Microsoft 365-beheercentrum > de mailbox > Postvakmachtigingen > Verzenden als, of Add-RecipientPermission met -AccessRights SendAs.",
  ),
  "smtp-rate": text("De mailserver vroeg ons langzamer te versturen. Uw bericht gaat vanzelf de deur uit.", [
    WAIT,
  ]),
  "smtp-quota": text("Uw mailbox is vol, dus er kan niets uit verstuurd worden.", [
    "Verwijder of archiveer mail.",
    "Het bericht staat in Concepten: verstuur het daarna opnieuw.",
  ]),
  "smtp-basic": text("Microsoft neemt voor versturen geen wachtwoorden meer aan.", [
    "Stop de mailsynchronisatie.",
    "Start haar opnieuw met “Office 365”, dat u bij Microsoft laat aanmelden.",
  ]),
  "send-recipients": text("De mailserver kent deze ontvanger niet; het bericht is naar niemand gegaan.", [
    "Het bericht staat in Concepten: verbeter het adres, of laat het weg.",
    "Verstuur het opnieuw.",
  ]),
  "send-too-large": text("Het bericht is groter dan de mailserver aanneemt.", [
    "Het bericht staat in Concepten: haal bijlagen weg, of stuur er een link naar.",
    "Verstuur het opnieuw.",
  ]),
  "send-refused": text("De mailserver heeft het bericht niet aangenomen.", [
    "Het bericht staat in Concepten. Servers weigeren wat op spam lijkt, links die als schadelijk bekendstaan, en sommige soorten bestanden.",
    "Pas het aan en verstuur het opnieuw. Gebeurt het weer, stuur de tekst hieronder dan naar uw mailbeheerder.",
  ]),
  "send-no-server": text("Voor deze mailbox is geen server voor verzenden bekend.", [
    "Stop de e-mailsynchronisatie.",
    "Start haar opnieuw, met de server voor uitgaande mail (SMTP).",
  ]),
  "send-not-connected": text(
    "U bent niet meer met deze mailbox verbonden; er kan niets uit verstuurd worden.",
    [
      "Het bericht staat in Concepten.",
      "Verbind de mailbox onder E-mailinstellingen en verstuur het dan opnieuw.",
    ],
  ),
  "graph-no-mailbox": text(
    "Dit account heeft geen mailbox in Exchange Online.",
    [ASK_ADMIN, TRY_AGAIN],
    "Microsoft Graph vindt geen mailbox: de gebruiker heeft geen Exchange Online-licentie, is gast, of heeft de mailbox op een server van de organisatie. Wijs een licentie toe of verplaats de mailbox.",
  ),
  "graph-forbidden": text(
    "Deze applicatie mag de mailbox niet openen.",
    [ASK_ADMIN, TRY_AGAIN],
    "Microsoft Graph weigert toegang. Verleen beheerderstoestemming voor Mail.ReadWrite en Mail.Send (.Shared bij gedeelde mailboxen), en controleer Get-ApplicationAccessPolicy en de roltoewijzingen van de applicatie.",
  ),
  "graph-throttled": text("Microsoft beperkt hoe snel deze mailbox gebruikt mag worden.", [WAIT]),
  "graph-resync": text(
    "Microsoft is vergeten wat we van een map gelezen hadden; we lopen die helemaal opnieuw na.",
    [WAIT],
  ),
  "graph-subscription": text(
    "Microsoft meldt ons nieuwe mail niet meer meteen; we vragen er zelf naar.",
    [WAIT],
    "De meldingen van Microsoft Graph zijn geëindigd. Komt het terug: het openbare HTTPS-adres van de server moet een geldig certificaat hebben en binnen 3 seconden antwoorden.",
  ),
  "graph-unauthorized": text("Microsoft neemt de toegang tot deze mailbox niet meer aan.", [RECONNECT]),
};
