// The registration of Twinbox at a sign-in service.
import { many } from "./en-numbers.ts";

export const registrationEn = {
  cloud: "Cloud",
  cloudHint: "Where the organisation’s Microsoft 365 is. The app has to be registered in the same cloud.",
  clouds: {
    worldwide: "Worldwide (GCC too)",
    gccHigh: "US Government GCC High",
    dod: "US Government DoD",
    china: "China, operated by 21Vianet",
    own: "Another one: own hosts",
  },
  ownHint:
    "For a cloud that isn’t in the list. The addresses must be public, or be allowed by the operator of this installation.",
  authority: "Sign-in address",
  mailResource: "Mail permissions begin with",
  graphResource: "Graph permissions begin with",
  credential: "Twinbox proves itself with",
  secretKind: "a client secret",
  certificateKind: "a certificate",
  expiresOn: "Secret is valid until",
  expiresOnHint: "As the portal shows it; you are reminded.",
  madeAtSave:
    "Twinbox makes a key and a certificate when this is saved. The key never leaves it; the certificate is then downloaded here and uploaded at Microsoft.",
  certificateUsed: "Certificate in use",
  certificateNext: "New certificate, not in use yet",
  uploadHint:
    "Download it, and upload it in the app registration under Certificates & secrets > Certificates. It must have the same thumbprint there.",
  useNext: "It is uploaded: use it from now on",
  make: "Make a certificate",
  makeAnother: "Make a new certificate",
  thumbprint: "Thumbprint",
  validUntil: (date: string) => `Valid until ${date}`,
  download: "Download",
  paste: "Use a certificate of your own",
  pem: "Private key and certificate (PEM)",
  pemHint: "RSA, without a passphrase. The key is stored sealed and never shown again.",
  ends: {
    secret: (days: number) =>
      days === 0 ? "the client secret has ended" : `the client secret ends in ${many(days, "day", "days")}`,
    certificate: (days: number) =>
      days === 0 ? "the certificate has ended" : `the certificate ends in ${many(days, "day", "days")}`,
  },
  endsMore: (date: string) =>
    `${date}. From then on nobody can sign in, and all its mailboxes wait. Make a new one at the service and enter it under Edit; nothing else changes.`,
  moreAllowed: (count: number) =>
    `sign-ins are given ${many(count, "permission", "permissions")} that Twinbox doesn't ask for`,
  moreAllowedMore:
    "Twinbox doesn't use them; whoever got hold of a token could. Take them away at the registration, and where an administrator approved them. This is forgotten when you save the provider, and told again if a sign-in still shows it.",
  expiringTitle: "Secrets and certificates that end",
  guide: "Step by step, with every name of the portal",
  ready: "Ready",
  notProven: "Not proven yet",
  notProvenMore: "Connect one mailbox: only a sign-in shows that everything is right.",
  check: "Check",
  checkOf: (name: string) => `Check ${name}`,
  checkTitle: "What was checked",
  checkGood: "Nothing wrong was found",
  checkGoodMore:
    "As far as it can be seen without a sign-in. Whether people may allow the permissions is shown by the first mailbox that is connected.",
  steps: {
    reach: "Sign-in service and tenant",
    redirect: "Client id and redirect URI for users",
    approval: "Redirect URI for an administrator’s approval",
    credential: "Client secret or certificate",
  },
  stepUnknown: "it doesn’t tell without a sign-in",
  stepStates: { done: "done", failed: "failed", unknown: "not known", waiting: "not tried" },
  signInAgainTitle: "Everybody will have to sign in again",
  signInAgain: (mailboxes: string) =>
    `${mailboxes} came by the earlier client id and tenant. What people allowed there doesn’t hold for others. Mail that is here stays.`,
  saveAnyway: "Change it all the same",
};

export type RegistrationTexts = typeof registrationEn;
