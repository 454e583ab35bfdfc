import type { Catalogue } from "../diagnosis-texts.ts";
import { NL_ATTEMPT } from "./nl/attempt.ts";
import { NL_BY_HAND } from "./nl/by-hand.ts";
import { NL_HOUSE } from "./nl/house.ts";
import { NL_MAILBOX } from "./nl/mailbox.ts";
import { NL_SENDING } from "./nl/sending.ts";
import { NL_SIGN_IN } from "./nl/sign-in.ts";

export const NL: Catalogue = {
  unnamed: {
    address: "dit adres",
    signedIn: "een ander account",
    mailbox: "deze mailbox",
    reference: "geen",
  },
  causes: { ...NL_SIGN_IN, ...NL_MAILBOX, ...NL_BY_HAND, ...NL_SENDING, ...NL_HOUSE },
  attempt: NL_ATTEMPT,
  because: {
    otherAudience: "de toegang die Microsoft gaf, voor een andere dienst is en niet voor mailboxen",
    noPermission: "in de toegang die Microsoft gaf de machtiging hiervoor ontbreekt",
    personalAccount: "dit een persoonlijk account is, en IMAP daar uitstaat tot de eigenaar het aanzet",
    otherAddress: "een ander account zich heeft aangemeld dan dat van de mailbox",
    openedBefore: "deze mailbox eerder met dezelfde aanmelding te openen was",
    neverOpened: "dit account deze mailbox nog niet eerder heeft geopend",
    usually: "dit van alles wat dit antwoord krijgt het vaakst voorkomt",
    clockIsOff: "de fout over de tijd gaat",
    noNumber: "Microsoft niet meer zegt dan dat het geweigerd is",
    saidElsewhere: "dezelfde machtiging elders ook wordt geweigerd, en Microsoft daar zegt waarom",
    graphFindsNone: "Microsoft Graph ook geen mailbox van dit account vindt",
    graphOpens:
      "de mailbox langs een andere weg (Microsoft Graph) met dezelfde machtiging opengaat: alleen IMAP wordt geweigerd",
    graphDenies: "deze applicatie ook langs een andere weg (Microsoft Graph) niet bij de mailbox mag",
    smtpOpens:
      "dezelfde machtiging zich voor het verzenden (SMTP) kan aanmelden: alleen IMAP wordt geweigerd",
    smtpKnowsIt: "het verzenden (SMTP) dit account ook kent, en voor mailprogramma’s uitstaat",
    refusedEverywhere:
      "IMAP, SMTP en Microsoft Graph alle drie een machtiging weigeren die Microsoft zojuist gaf",
    othersOpen: "een andere mailbox van uw organisatie op dit moment wel opengaat, dus het ligt aan deze",
    othersRefused: "een andere mailbox van uw organisatie op dit moment ook wordt geweigerd",
    sevenDays:
      "het zeven dagen na het geven eindigde, en geen andere machtiging van deze applicatie langer heeft geleefd",
  },
  labels: {
    reference: "Kenmerk",
    who: "Wie kan dit verhelpen",
    forAdministrator: "Voor de beheerder",
    application: "Applicatie",
    user: "Gebruiker",
    mailbox: "Mailbox",
    time: "Tijd",
    goesOn: "Het wordt vanzelf opnieuw geprobeerd.",
    nothingWrong: "Alle stappen gingen goed: met de weg naar deze mailbox is niets mis.",
    notConnected: "Niemand is nu met deze mailbox verbonden, dus er is niet aangemeld.",
    others: "Andere mailboxen van dezelfde organisatie bij deze provider: {well} zonder probleem, {ill} met.",
    steps: {
      dns: "dns",
      tcp: "tcp",
      greeting: "begroeting",
      access: "toegang",
      "sign-in": "aanmelding",
      list: "lijst",
      folder: "map",
      smtp: "verzenden (SMTP)",
      graph: "Microsoft Graph",
      others: "een andere mailbox",
    },
    administratorOf: "uw {service}-beheerder",
    mostLikely: "Waarschijnlijk, omdat {because}.",
    otherwise: "Anders",
    whos: {
      user: "uzelf",
      mailAdmin: "de beheerder van uw mail",
      admin: "de beheerder van deze applicatie",
      operator: "wie deze applicatie draaiende houdt",
      nobody: "niemand hoeft iets te doen; het herstelt vanzelf",
    },
  },
};
