// Who may do what: every route of the server, asked by everybody, naming what is one's own, shared, somebody else's or
// nothing at all. A route that the table doesn't have fails it by name.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { namesOf, requestOf, type Sent, send, servedRoutes } from "./testing/matrix-requests.ts";
import {
  beginAnswer,
  beginAttempt,
  beginConsent,
  invite,
  type MatrixWorld,
  newChange,
  newDraft,
  newFolder,
  newProvider,
  newRecord,
  newSend,
  newSendableDraft,
  newTicket,
  nothing,
  type Objects,
  openMatrixWorld,
  WHO,
  type Who,
} from "./testing/matrix-world.ts";
import { type TouchedRows, watchRows } from "./testing/touched-rows.ts";

/** The status that each answers. What a route names is of the first workspace: a mailbox that `owner` connected and
 *  `sharer` connected too, the owner's attempt, the workspace's providers, links that were given out there. `colleague` is a
 *  user and `admin` the administrator of that workspace, neither connected to the mailbox; `stranger` (with a mailbox of
 *  their own) and `theirAdmin` are of another. What names nothing is about the asker's own workspace. Of
 *  what is on a record, `colleague` and `admin` see the subject only. There are no keys for programs yet. */
const TABLE = `
                                    nobody owner sharer colleague admin stranger theirAdmin operator
GET /healthz                           200   200    200       200   200      200        200      200
GET /readyz                            200   200    200       200   200      200        200      200
GET /v1/openapi.json                   200   200    200       200   200      200        200      200
GET /guides/microsoft.md               200   200    200       200   200      200        200      200
GET /guides/google.md                  200   200    200       200   200      200        200      200
GET /*                                 200   200    200       200   200      200        200      200
ALL /v1/*                              404   404    404       404   404      404        404      404

readSession                            401   200    200       200   200      200        200      200
readEmailSettings                      401   200    200       200   200      200        200      403
GET /v1/events                         401   200    200       200   200      200        200      403
askActivation                          401   200    200       200   200      200        200      403
lookUpSettings                         401   200    200       200   200      200        200      403
askConsent                             401   200    200       200   200      409        409      403
startAttempt                           401   409    409       200   200      404        404      403
testConnection                         401   409    409       200   200      409        404      403
connectByHand                          401   409    409       200   200      409        404      403
readAttempt                            401   200    404       404   404      404        404      403
cancelAttempt                          401   204    404       404   404      404        404      403
explainError                           401   200    404       404   404      404        404      403

retryMailbox                           401   204    204       404   404      404        404      403
dismissDepartures                      401   204    204       404   404      404        404      403
keepDepartures                         401   200    200       404   404      404        404      403
removeDepartures                       401   200    200       404   404      404        404      403
dismissRefusals                        401   204    204       404   404      404        404      403
signInAgain                            401   409    409       404   404      404        404      403
setReceiveOnly                         401   200    403       404   404      404        404      403
answerOffer                            401   204    204       404   404      404        404      403
readFolderPicker                       401   200    200       404   404      404        404      403
createRemoteFolder                     401   200    200       404   404      404        404      403
estimateImport                         401   200    200       404   404      404        404      403
listFolders                            401   200    200       404   404      404        404      403
createFolder                           401   200    200       404   404      404        404      403
changeFolder                           401   200    200       404   404      404        404      403
removeFolder                           401   200    200       404   404      404        404      403
listMessages                           401   200    200       404   404      404        404      403
readConversation                       401   200    200       404   404      404        404      403
readMessage                            401   200    200       404   404      404        404      403
.../:messageId/source                  401   200    200       404   404      404        404      403
.../:messageId/attachments/:part       401   200    200       404   404      404        404      403
.../:messageId/attachments.zip         401   200    200       404   404      404        404      403
searchMessages                         401   200    200       404   404      404        404      403
.../:messageId/images                  401   404    404       404   404      404        404      403
setSenderImages                        401   200    200       404   404      404        404      403
whereIsMail                            401   200    200       404   404      404        404      403
readMessageRecords                     401   200    200       404   404      404        404      403
linkMessages                           401   200    200       404   404      404        404      403
setPrivate                             401   200    403       404   404      404        404      403
setRecordVisibility                    401   200    403       404   404      404        404      403
findRecords                            401   200    200       200   200      200        200      403
readRecord                             401   200    200       200   200      404        404      403
listRecordMessages                     401   200    200       200   200      404        404      403
readRecordMessage                      401   200    200       403   403      404        404      403
GET /v1/records/:recordId/messages/:messageId/attachments/:part 401 200 200 403 403 404 404 403
pushRecords                            401   403    403       403   200      403        200      403
importRecords                          401   403    403       403   200      403        200      403
mergeRecord                            401   403    403       403   200      403        404      403
removeRecord                           401   403    403       403   204      403        404      403
readRecordRules                        401   403    403       403   200      403        200      403
saveRecordRules                        401   403    403       403   200      403        200      403
changeMessages                         401   202    202       404   404      404        404      403
undoChange                             401   204    204       404   404      404        404      403
listChanges                            401   200    200       404   404      404        404      403
uploadMessage                          401   202    202       404   404      404        404      403
retryUpload                            401   409    409       404   404      404        404      403
createDraft                            401   202    202       404   404      404        404      403
saveDraft                              401   202    202       404   404      404        404      403
discardDraft                           401   202    202       404   404      404        404      403
sendDraft                              401   202    202       404   404      404        404      403
sendMessage                            401   202    202       404   404      404        404      403
listSends                              401   200    200       404   404      404        404      403
undoSend                               401   204    204       404   404      404        404      403
answerDoubt                            401   409    409       404   404      404        404      403
dismissSends                           401   204    204       404   404      404        404      403
createComposition                      401   202    202       404   404      404        404      403
readComposition                        401   200    200       404   404      404        404      403
saveComposition                        401   202    202       404   404      404        404      403
prepareAnswer                          401   200    200       404   404      404        404      403
attachFile                             401   200    200       404   404      404        404      403
listIdentities                         401   200    200       404   404      404        404      403
saveIdentities                         401   200    200       404   404      404        404      403
findPeople                             401   200    200       404   404      404        404      403
saveMappings                           401   200    200       404   404      404        404      403
stopMailbox                            401   200    200       404   404      404        404      403

listProviders                          401   403    403       403   200      403        200      403
createProvider                         401   403    403       403   200      403        200      403
saveProvider                           401   403    403       403   200      403        404      403
makeCertificate                        401   403    403       403   200      403        404      403
checkProvider                          401   403    403       403   200      403        404      403
removeProvider                         401   403    403       403   204      403        404      403
readAppAccess                          401   403    403       403   200      403        404      403
checkAppAccess                         401   403    403       403   200      403        404      403
previewAppMailboxes                    401   403    403       403   200      403        404      403
connectAppMailboxes                    401   403    403       403   200      403        404      403
retryAppMailboxes                      401   403    403       403   200      403        404      403
dropAppMailboxes                       401   403    403       403   200      403        404      403
readMailPolicy                         401   403    403       403   200      403        200      403
saveMailPolicy                         401   403    403       403   200      403        200      403
listUsers                              401   403    403       403   200      403        200      403
createUser                             401   403    403       403   200      403        200      403
readRetention                          401   403    403       403   200      403        200      403
saveRetention                          401   403    403       403   200      403        200      403
findPersonMail                         401   403    403       403   200      403        200      403
erasePerson                            401   403    403       403   200      403        200      403
setHold                                401   403    403       403   204      403        404      403
eraseConnected                         401   403    403       403   409      403        404      403
stopForUser                            401   403    403       403   404      403        404      403
handOver                               401   403    403       403   404      403        404      403
eraseKept                              401   403    403       403   404      403        404      403
listWorkspaces                         401   403    403       403   403      403        403      200
listExpiringSecrets                    401   403    403       403   403      403        403      200
listProblems                           401   403    403       403   403      403        403      200
createWorkspace                        401   403    403       403   403      403        403      200
setActivation                          401   403    403       403   403      403        403      200
setOwnDomains                          401   403    403       403   403      403        403      200

GET /connect/:ticket                   303   303    303       303   303      303        303      303
GET /oauth/microsoft/callback          400   400    400       200   400      400        400      400
GET /oauth/google/callback             400   400    400       400   400      400        400      400
POST /connect/answer                   400   400    400       200   400      400        400      400
GET /consent/:link                     200   200    200       200   200      200        200      200
POST /consent/:link                    303   303    303       303   303      303        303      303
GET /oauth/microsoft/admin-consent     400   400    400       200   400      400        400      400

signIn                                 200   200    200       200   200      200        200      200
welcome                                200   200    200       200   200      200        200      200
signOut                                401   204    204       204   204      204        204      204
`;

/** What one has to know to name it can't be tried out: links, and what the sign-in service sends back. */
const SECRETS: ReadonlySet<keyof Objects> = new Set([
  "invitation",
  "ticket",
  "state",
  "code",
  "consentLink",
  "consentState",
]);
/** Of nobody in particular. */
const NOBODYS: ReadonlySet<keyof Objects> = new Set(["imapPort", "part", "draftRevision"]);
/** A browser comes here from a link or from the sign-in service, so that these act although they are read. */
const ACTING_READS = /^GET \/(?:connect|oauth)\//;
/** How a browser says that a request comes from another site. */
const FOREIGN = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
] as const;
/** What a request uses up, made anew for everybody who may send it. */
const FRESH: Readonly<Record<string, (world: MatrixWorld) => Promise<Partial<Objects>>>> = {
  welcome: async ({ office }) => ({ invitation: await invite(office) }),
  removeProvider: async ({ office }) => ({ handProviderId: await newProvider(office) }),
  removeFolder: ({ clients, own }) => newFolder(clients.owner, own.mailboxId),
  saveDraft: ({ clients, own }) => newDraft(clients.owner, own.mailboxId),
  discardDraft: ({ clients, own }) => newDraft(clients.owner, own.mailboxId),
  sendDraft: ({ clients, own }) => newSendableDraft(clients.owner, own.mailboxId),
  undoSend: ({ twinbox, clients, own }) => newSend(twinbox, clients.owner, own.mailboxId),
  saveComposition: ({ clients, own }) => newDraft(clients.owner, own.mailboxId),
  mergeRecord: async ({ office }) => ({ otherRecordId: await newRecord(office) }),
  removeRecord: async ({ office }) => ({ otherRecordId: await newRecord(office) }),
  undoChange: async ({ twinbox, clients, own }) => ({
    changeId: await newChange(twinbox, clients.owner, own.mailboxId),
  }),
  "GET /connect/:ticket": newTicket,
  "GET /oauth/microsoft/callback": beginAttempt,
  "POST /connect/answer": beginAnswer,
  "GET /oauth/microsoft/admin-consent": beginConsent,
};

interface Row {
  readonly route: string;
  readonly answers: Readonly<Record<Who, number>>;
}

const rows: readonly Row[] = TABLE.trim()
  .split("\n")
  .slice(1)
  .filter((line) => line !== "")
  .map((line) => {
    const [, name = "", cells = ""] = /^(.+?)((?: +\d+)+)$/.exec(line) ?? [];
    const statuses = cells.trim().split(/ +/).map(Number);
    const route = name.trim().replace(/^\.\.\./, "GET /v1/mailboxes/:mailboxId/messages");
    const answers = Object.fromEntries(WHO.map((who, at) => [who, statuses[at] ?? 0]));
    return { route, answers: answers as Row["answers"] };
  });

let world: MatrixWorld;
let touched: TouchedRows;
beforeAll(async () => {
  world = await openMatrixWorld();
  touched = await watchRows(world.twinbox);
});
beforeEach(() => touched.forget());
afterAll(() => world?.twinbox.close());

function request(route: string, objects: Objects): Sent {
  const made = requestOf(route, objects);
  if (made === null) throw new Error(`there is no request for ${route}`);
  return made;
}
const ask = (who: Who, route: string, objects: Objects) => send(world.clients[who], request(route, objects));
const some = (row: Row, holds: (status: number) => boolean): readonly Who[] =>
  WHO.filter((who) => holds(row.answers[who]));
const refused = (row: Row) => some(row, (status) => status >= 400);
const allowed = (row: Row) => some(row, (status) => status < 400);
const missing = (): Objects => nothing(world.own.imapPort);

describe("checks 21, 24: every route, asked by everybody", () => {
  test("stands in the table", () => {
    const served = servedRoutes();
    const named = rows.map(({ route }) => route);
    expect(served.length).toBeGreaterThan(60);
    expect(
      served.filter((route) => !named.includes(route)),
      "routes that are in no row",
    ).toEqual([]);
    expect(
      named.filter((route) => !served.includes(route)),
      "rows of no route",
    ).toEqual([]);
    expect(
      named.filter((route) => requestOf(route, world.own) === null),
      "without a request",
    ).toEqual([]);
  });

  test("refuses whom it isn't for, and nothing has changed", async () => {
    for (const row of rows) {
      const answers = await Promise.all(
        refused(row).map(async (who) => [who, (await ask(who, row.route, world.own)).status]),
      );
      expect(Object.fromEntries(answers), row.route).toEqual(
        Object.fromEntries(refused(row).map((who) => [who, row.answers[who]])),
      );
      expect(await touched.tables(), `${row.route}, refused, has changed`).toEqual([]);
    }
  });

  test("check 20: changes nothing when another site sends it, or a form, or when it only reads", async () => {
    for (const row of rows) {
      const [who] = allowed(row);
      if (who === undefined || ACTING_READS.test(row.route)) continue;
      const { headers, ...sent } = request(row.route, world.own);
      const isRead = sent.method === "GET";
      const tries: (readonly [Readonly<Record<string, string>>, number])[] = isRead
        ? [[{}, row.answers[who]]]
        : FOREIGN.map((each) => [each, 403]);
      const isForm = sent.body === undefined || sent.body instanceof URLSearchParams;
      if (!isRead && !isForm) tries.push([{ "content-type": "text/plain" }, 415]);
      const answers = tries.map(async ([each, status]) => {
        const answer = await send(world.clients[who], { ...sent, headers: { ...headers, ...each } });
        expect(answer.status, `${row.route} ${JSON.stringify(each)}`).toBe(status);
      });
      await Promise.all(answers);
      expect(await touched.tables(), `${row.route} has changed`).toEqual([]);
    }
  });

  test("changes nothing when its body is another's, or none", async () => {
    for (const row of rows) {
      const [who] = allowed(row);
      const sent = request(row.route, world.own);
      if (who === undefined || typeof sent.body !== "string") continue;
      const answers = ["{}", "null", "[]", '"text"', "0", "{", ""].map(async (body) => {
        const { status } = await send(world.clients[who], { ...sent, body });
        expect([400, 422], `${row.route} ${body}: ${status}`).toContain(status);
      });
      await Promise.all(answers);
      expect(await touched.tables(), `${row.route} has changed`).toEqual([]);
    }
  });

  test("check 23: tells nobody whether what they may not see is there", async () => {
    for (const row of rows) {
      const named = namesOf(row.route, world.own).filter((name) => !NOBODYS.has(name));
      if (named.length === 0 || named.some((name) => SECRETS.has(name))) continue;
      const answers = refused(row).map(async (who) => {
        if (maySee(who, row, named)) return;
        const what = `${row.route} by ${who}`;
        expect(await ask(who, row.route, world.own), what).toEqual(await ask(who, row.route, missing()));
      });
      await Promise.all(answers);
    }
  });

  test("check 21: what is somebody else's is nothing, also inside what is one's own", async () => {
    for (const row of rows) {
      const [who] = (["owner", "admin", "colleague"] as const).filter((each) => row.answers[each] < 400);
      if (who === undefined) continue;
      for (const name of namesOf(row.route, world.own)) {
        if (NOBODYS.has(name) || SECRETS.has(name)) continue;
        const [theirs, none] = [world.theirs, missing()].map((from) => ({
          ...world.own,
          [name]: from[name],
        }));
        const what = `${row.route} with ${name} of another workspace`;
        expect(await ask(who, row.route, theirs as Objects), what).toEqual(
          await ask(who, row.route, none as Objects),
        );
      }
    }
    expect(await touched.tables(world.theirs.workspaceId)).toEqual([]);
  });

  test("does it for whom it is for, and never in another workspace", async () => {
    for (const row of rows) {
      const found: Record<string, number> = {};
      // Who shares something acts before its owner ends it.
      for (const who of allowed(row).toReversed()) {
        const objects = { ...world.own, ...(await FRESH[row.route]?.(world)) };
        // From here on everybody is of the first workspace.
        if (who === "admin") await touched.forget();
        found[who] = (await ask(who, row.route, objects)).status;
      }
      if (row.answers.admin < 400) {
        const theirs = await touched.tables(world.theirs.workspaceId);
        expect(theirs, `${row.route} has changed another workspace`).toEqual([]);
      }
      const due = Object.fromEntries(allowed(row).map((who) => [who, row.answers[who]]));
      expect(found, row.route).toEqual(due);
    }
  });
});

/** Who may is told why it can't be done all the same. */
function maySee(who: Who, { answers }: Row, named: readonly (keyof Objects)[]): boolean {
  if (named.includes("mailboxId")) {
    return who === "owner" || who === "sharer" || (who === "admin" && answers.admin === 409);
  }
  const isOfWorkspace = who !== "stranger" && who !== "theirAdmin";
  if (named.includes("recordId")) return isOfWorkspace;
  return answers[who] === 409 && isOfWorkspace;
}
