// Mail providers as an admin has registered them, and what is found out about a registration.
import type { AnswerOf, BodyOf } from "../../api/operations.ts";

type Check = AnswerOf<"checkProvider">;

export const CERTIFICATE = {
  thumbprint: "9F1C0E4B7A3D52C86E01BD94F7720A1583CC6E2D",
  expiresAt: "2028-11-28T20:30:00.000Z",
  pem: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
};

export function fakeCredential(given: BodyOf<"saveProvider">["credential"]) {
  if (given === undefined) return undefined;
  if (given.kind === "certificate") return { kind: given.kind, ...CERTIFICATE };
  return { kind: given.kind, expiresAt: given.expiresOn && `${given.expiresOn}T12:00:00.000Z` };
}

const done = (step: Check["steps"][number]["step"]) => ({ step, state: "done", diagnosis: null }) as const;

export const registrationChecks = {
  good: { steps: [done("reach"), done("redirect"), done("approval"), done("credential")] },
  bad: {
    steps: [
      done("reach"),
      done("redirect"),
      { step: "approval", state: "unknown", diagnosis: null },
      {
        step: "credential",
        state: "failed",
        diagnosis: {
          id: "ms-secret-expired",
          who: "admin",
          whoText: "An administrator of this application",
          what: "The client secret of the app registration has expired.",
          steps: [
            "App registrations > the application > Certificates & secrets > New client secret.",
            "Paste its Value under Mail providers > Edit.",
          ],
          since: null,
          because: null,
          runnerUp: null,
          retry: "afterFix",
          retryAt: null,
          reference: "AADSTS7000222",
          forAdministrator: null,
        },
      },
    ],
  },
} satisfies Record<string, Check>;

export const MORE_ALLOWED = "https://outlook.office.com/EWS.AccessAsUser.All";

const ending = { expiresAt: "2026-12-01T12:00:00.000Z", daysLeft: 2, urgent: true };

export const expiringSecret: AnswerOf<"listExpiringSecrets">[number] = {
  ...ending,
  workspace: { id: "01936f00-0000-7000-8000-0000000000b1", name: "Contoso Recruitment" },
  provider: "Office 365",
  credential: "secret",
};

/** The secret of the first provider ends in two days, nobody has signed in with it since, "Check" finds it expired, and more
 *  was allowed than it asks for. */
export function endSoon(world: { providers: AnswerOf<"listProviders">; check: Check }): void {
  world.check = registrationChecks.bad;
  world.providers = world.providers.map((each, index) =>
    index === 0 ? { ...each, expiry: ending, provenAt: null, moreAllowed: [MORE_ALLOWED] } : each,
  );
}

export function fakeProviders(): AnswerOf<"listProviders"> {
  return [
    {
      id: "01936f00-0000-7000-8000-0000000000a1",
      kind: "microsoft",
      name: "Office 365",
      enabled: true,
      clientId: "2f6c1b1e-9f2a-4c3e-8f53-0d5a3b7c9e10",
      credential: { kind: "secret", expiresAt: "2027-11-24T12:00:00.000Z" },
      nextCertificate: null,
      expiry: null,
      provenAt: "2026-11-02T09:12:00.000Z",
      moreAllowed: [],
      tenant: "organizations",
      cloud: "worldwide",
      hosts: null,
      redirectUris: [
        "https://twinbox.contoso.example/oauth/microsoft/callback",
        "https://twinbox.contoso.example/oauth/microsoft/admin-consent",
      ],
      scopes: [
        "openid",
        "profile",
        "email",
        "offline_access",
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
      ],
      permissions: ["openid", "profile", "email", "offline_access", "IMAP.AccessAsUser.All", "SMTP.Send"],
      mailboxes: 12,
    },
    {
      id: "01936f00-0000-7000-8000-0000000000a2",
      kind: "imap",
      name: "Other (IMAP)",
      enabled: false,
      clientId: null,
      credential: null,
      nextCertificate: null,
      expiry: null,
      provenAt: null,
      moreAllowed: [],
      tenant: null,
      cloud: "worldwide",
      hosts: null,
      redirectUris: [],
      scopes: [],
      permissions: [],
      mailboxes: 0,
    },
  ];
}
