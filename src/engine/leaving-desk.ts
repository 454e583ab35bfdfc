// Hands kept mail over and erases it (J16); tells the pages of those it concerns.
import type { Log } from "../base/log.ts";
import type { Leaving } from "./ports/leaving.ts";
import type { Hints } from "./ports/sync.ts";
import type { PackStore } from "./ports/vault.ts";

export interface LeavingDeskDeps {
  readonly leaving: Leaving;
  readonly packs: PackStore;
  readonly hints: Hints;
  readonly log: Log;
}

/** The store's acts, told; with the packs of what was erased. */
export function createLeavingDesk({ leaving, packs, hints, log }: LeavingDeskDeps): Leaving {
  return {
    ...leaving,
    async handOver(workspaceId, mailboxId, change) {
      const done = await leaving.handOver(workspaceId, mailboxId, change);
      if (done) hints.publish({ kind: "settings", workspaceId });
      return done;
    },
    async erase(workspaceId, mailboxId, from) {
      const erased = await leaving.erase(workspaceId, mailboxId, from);
      if (erased === null) return null;
      // The keys went with the transaction, so these bytes can't be opened any more; this frees their space.
      await packs.erase({ workspaceId, mailboxId });
      log.info("mailbox.erased", { mailbox: mailboxId, messages: erased.messages });
      hints.publish({ kind: "settings", workspaceId });
      return erased;
    },
    async eraseConnected(workspaceId, mailboxId, now) {
      const erased = await leaving.eraseConnected(workspaceId, mailboxId, now);
      if (erased === null) return null;
      log.info("mailbox.erased", { mailbox: mailboxId, messages: erased.messages });
      // Whoever synced it has lost it by that.
      hints.publish({ kind: "wake", workspaceId, mailboxId });
      hints.publish({ kind: "mailbox", workspaceId, mailboxId });
      return erased;
    },
    async erasePerson(workspaceId, address, now) {
      const erased = await leaving.erasePerson(workspaceId, address, now);
      log.info("person.erased", { workspace: workspaceId, messages: erased.messages });
      for (const mailboxId of erased.of) {
        hints.publish({ kind: "wake", workspaceId, mailboxId });
        hints.publish({ kind: "mailbox", workspaceId, mailboxId });
      }
      return erased;
    },
  };
}
