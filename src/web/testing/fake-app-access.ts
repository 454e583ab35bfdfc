// The fake server's side of "Whole organisation".
import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import { ago, imapOff } from "./fake-settings.ts";
import type { World } from "./fake-world.ts";

type AppAccess = AnswerOf<"readAppAccess">;
type Judged = AnswerOf<"previewAppMailboxes">["mailboxes"][number];

const TENANT = "5f0c9a3e-7a41-4c1b-9a54-0b6f3d2c8e11";
export const PRINCIPAL = "8c2f0a51-3d1e-4a79-b1c4-6f0e9d2b7a35";
const userId = (number: number) => `01936f00-0000-7000-8000-${String(number).padStart(12, "0")}`;

const alone = { ...imapOff, because: null, runnerUp: null, reference: null, since: null };
const notApproved = {
  ...alone,
  id: "ms-app-not-approved",
  what: "The organization has not approved that this application opens mailboxes by itself, or has taken that back.",
};
const noAccess = {
  ...alone,
  steps: ["Send the text below to your Microsoft 365 administrator."],
  id: "exo-app-no-access",
  what: "An administrator set this mailbox up, and Microsoft doesn’t let the application into it.",
};

export function fakeAppAccess(): AppAccess {
  return {
    providerName: "Office 365",
    clientId: "2f6c1b1e-9f2a-4c3e-8f53-0d5a3b7c9e10",
    ready: "yes",
    permission: "IMAP.AccessAsApp",
    domains: [
      {
        domain: "contoso.example",
        directoryTenant: TENANT,
        principalId: null,
        approvedAt: null,
        consentUrl: `https://login.microsoftonline.com/${TENANT}/v2.0/adminconsent?client_id=2f6c1b1e`,
        diagnosis: notApproved,
      },
      {
        domain: "contoso-labs.example",
        directoryTenant: null,
        principalId: null,
        approvedAt: null,
        consentUrl: null,
        diagnosis: null,
      },
    ],
    candidates: [
      { id: userId(21), name: "Chloé Martin", email: "chloe@contoso.example" },
      { id: userId(22), name: "Bram de Vries", email: "bram@contoso.example" },
      { id: userId(23), name: "Eva O’Neill", email: "eva.o'neill@contoso.example" },
    ],
    counts: { waiting: 0, connecting: 0, connected: 0, failed: 0 },
    mailboxes: [],
  };
}

/** As an administrator at Microsoft approves it. */
export function approve(access: AppAccess): AppAccess {
  const domains = access.domains.map((each) =>
    each.directoryTenant === null
      ? each
      : { ...each, principalId: PRINCIPAL, approvedAt: ago(0), diagnosis: null },
  );
  return { ...access, domains };
}

export function judge({ list, createUsers }: BodyOf<"previewAppMailboxes">, world: World): readonly Judged[] {
  const lines = list.split("\n").map((text, index) => ({ text: text.trim(), line: index + 1 }));
  return lines
    .filter(({ text }) => text.includes("@"))
    .map(({ text, line }) => {
      const [email = "", address = email] = text.split(/[,;]/).map((cell) => cell.trim());
      const known = world.appAccess.candidates.find((each) => each.email === email);
      const problem = known === undefined && !createUsers ? "unknownUser" : null;
      return { line, email, address, name: known?.name ?? null, problem };
    });
}

/** The first ones wait, then they are connected; of the last nothing comes. */
export function connect(
  { mailboxes }: BodyOf<"connectAppMailboxes">,
  world: World,
): AnswerOf<"connectAppMailboxes"> {
  const { candidates } = world.appAccess;
  const rows = mailboxes.map(({ email, address }, index) => {
    const known = candidates.find((each) => each.email === email);
    const isLast = index === mailboxes.length - 1;
    const state =
      index === 0 ? ("connected" as const) : isLast ? ("failed" as const) : ("connecting" as const);
    return {
      userId: known?.id ?? userId(30 + index),
      name: known?.name ?? email,
      ...{ email, address, state },
      diagnosis: state === "failed" ? noAccess : null,
    };
  });
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  world.appAccess = {
    ...world.appAccess,
    candidates: candidates.filter(({ email }) => !mailboxes.some((each) => each.email === email)),
    counts: {
      waiting: count("waiting"),
      connecting: count("connecting"),
      connected: count("connected"),
      failed: count("failed"),
    },
    mailboxes: rows.toSorted((a, b) => Number(a.state !== "failed") - Number(b.state !== "failed")),
  };
  const created = mailboxes.filter(({ email }) => !candidates.some((each) => each.email === email));
  return {
    access: world.appAccess,
    created: created.map(({ email }) => ({ email, inviteUrl: `http://127.0.0.1/welcome#invite=${email}` })),
  };
}
