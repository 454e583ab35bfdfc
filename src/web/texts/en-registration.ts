// The registration of Twinbox at a sign-in service.
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
  signInAgainTitle: "Everybody will have to sign in again",
  signInAgain: (mailboxes: string) =>
    `${mailboxes} came by the earlier client id and tenant. What people allowed there doesn’t hold for others. Mail that is here stays.`,
  saveAnyway: "Change it all the same",
};

export type RegistrationTexts = typeof registrationEn;
