// Runs the web role and the worker role in one process, until a signal.
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { newId, type WorkerId } from "../base/ids.ts";
import { HOT_MS } from "../core/freshness.ts";
import { keepConversations } from "../engine/keep-conversations.ts";
import { keepGrants } from "../engine/keep-grants.ts";
import { keepLinked } from "../engine/keep-linked.ts";
import { keepRetention } from "../engine/keep-retention.ts";
import { keepSearchable } from "../engine/keep-searchable.ts";
import { soon } from "../engine/other-ways.ts";
import { keepTakingBack } from "../engine/take-back.ts";
import { watchSecrets } from "../engine/watch-secrets.ts";
import { Worker } from "../engine/worker.ts";
import { certificates } from "../providers/oauth/certificates.ts";
import { createApp } from "../server/app.ts";
import { createPasswords } from "../server/passwords.ts";
import { holdServerLock } from "../store/data-folder.ts";
import { StartError } from "../store/start-error.ts";
import type { House } from "./house.ts";
import { systemClock, systemRandom, systemSecrets } from "./system.ts";

const OPERATOR_LINK_MS = 24 * 60 * 60_000;
const GUIDES_FOLDER = fileURLToPath(new URL("../../docs/connecting", import.meta.url));
const WEB_FOLDER = fileURLToPath(new URL("../../dist/web", import.meta.url));

export interface Running {
  /** Stops taking requests, ends the loops; the house stays open. */
  close(): Promise<void>;
}

export async function startServing(house: House): Promise<Running> {
  const { config, log } = house;
  const lock = await holdServerLock(config.dataFolder);
  const worker = new Worker(house.workerDeps, newId<WorkerId>(systemClock, systemRandom));
  const app = createApp({
    accounts: house.accounts,
    connections: house.connections,
    reading: house.reading,
    search: house.search,
    images: house.images,
    imageSenders: house.imageSenders,
    packs: house.packs,
    vault: house.vault,
    certificates,
    secrets: systemSecrets,
    passwords: createPasswords(),
    connecting: house.connecting,
    byHand: house.byHand,
    finder: house.finder,
    consents: house.consents,
    registrations: house.registrations,
    appAccess: house.appAccess,
    folders: house.folders,
    mail: house.desk,
    uploads: house.uploads,
    sending: house.sending,
    composing: house.composing,
    receiveOnly: house.receiveOnly,
    leaving: house.leaving,
    conversations: house.conversations,
    records: house.records,
    retention: house.retention,
    where: house.where,
    attention: {
      look: (workspaceId, mailboxId, folder) => {
        const last = house.looked.get(mailboxId);
        const at = systemClock.now();
        house.looked.set(mailboxId, { at, folder: folder ?? last?.folder ?? null });
        // Its loop may be at rest for minutes, by what it knew when it began to wait.
        if (last === undefined || at - last.at > HOT_MS) {
          house.hints.publish({ kind: "wake", workspaceId, mailboxId });
        }
      },
    },
    hints: house.hints,
    checkedAt: async (mailboxId) => worker.checkedAt(mailboxId) ?? house.store.checkedAt(mailboxId),
    clock: systemClock,
    random: systemRandom,
    log,
    publicUrl: config.publicUrl,
    proxies: config.proxies,
    webFolder: path.resolve(WEB_FOLDER),
    guidesFolder: GUIDES_FOLDER,
    // Who asks gives up after some seconds; a database that hangs answers nothing.
    ready: () =>
      soon(systemClock, () => house.accounts.countOperators()).then(
        () => true,
        () => false,
      ),
  });
  const answer = getRequestListener(app.fetch);
  const server = createServer((request, response) => void answer(request, response));
  try {
    await listen(server, config.host, config.port);
  } catch (error) {
    await lock.release();
    throw error;
  }
  const working = worker.run();
  const ending = new AbortController();
  const around = { ...house, clock: systemClock, random: systemRandom, log };
  const watching = [
    keepGrants(around, ending.signal),
    keepRetention(around, ending.signal),
    keepSearchable(around, ending.signal),
    keepConversations(around, ending.signal),
    keepLinked(around, ending.signal),
    watchSecrets(around, ending.signal),
    keepTakingBack(house.takingBack, ending.signal),
    house.appAccessWorker.run(ending.signal),
    house.sendWorker.run(ending.signal),
  ];
  log.info("serving", { url: config.publicUrl, host: config.host, port: config.port });
  return {
    async close() {
      app.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      ending.abort();
      await worker.close();
      await Promise.all([working, ...watching]);
      server.closeAllConnections();
      await closed;
      await lock.release();
    },
  };
}

/** The one-time link with which the first operator signs in; null when there is one already. A new link replaces
 *  the one before. */
export async function firstOperatorLink(house: House): Promise<string | null> {
  const { accounts, config } = house;
  if ((await accounts.countOperators()) > 0) return null;
  const token = systemSecrets.token();
  await accounts.dropLinks("firstOperator");
  await accounts.createLink(
    systemSecrets.sha256(token),
    { kind: "firstOperator" },
    systemClock.now() + OPERATOR_LINK_MS,
  );
  return `${config.publicUrl}/welcome#operator=${token}`;
}

function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new StartError(
              `Port ${port} is in use by another program; set TWINBOX_PORT to a free one, or stop that program.`,
            )
          : new StartError(`Twinbox can't listen on ${host}:${port}: ${error.message}.`),
      );
    });
    server.listen(port, host, () => resolve());
  });
}
