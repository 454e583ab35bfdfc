import { SyncError } from "../../base/sync-error.ts";
import type { StopOrder } from "../../engine/ports/desk.ts";
import { parseArguments } from "../arguments.ts";
import type { House } from "../house.ts";
import { UsageError } from "../usage-error.ts";
import { findMailbox, withHouse } from "../with-house.ts";

export async function disconnectCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    "delete-mail": { type: "boolean", default: false },
    "drop-changes": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  return withHouse(async (house) => {
    const mailbox = await findMailbox(house, positionals[0]);
    const mail = values["delete-mail"] ? "delete" : "keep";
    const outbox = values["drop-changes"] ? "drop" : "finish";
    const { workspaceId } = mailbox;
    const connections = await house.connections.connectionsOfMailbox(workspaceId, mailbox.id);
    for (const connection of connections) {
      await stop(house, { workspaceId, userId: connection.userId, mailboxId: mailbox.id, mail, outbox });
    }
    await house.accounts.audit({
      at: Date.now(),
      workspaceId,
      actor: "cli",
      action: "mailbox.stopped",
      detail: { mailbox: mailbox.id, mail },
    });
    const answer = { id: mailbox.id, address: mailbox.address, connections: connections.length, mail };
    if (values.json) console.log(JSON.stringify(answer));
    else if (connections.length === 0) console.log(`${mailbox.address} was not connected.`);
    else {
      const fate = mail === "keep" ? "Its mail is kept here" : "Its mail was deleted here";
      console.log(`${mailbox.address} is disconnected. ${fate}; the provider's mailbox was not touched.`);
    }
    return 0;
  });
}

async function stop(house: House, order: StopOrder): Promise<void> {
  try {
    await house.connecting.stop(order);
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "changesWaiting") throw error;
    throw new UsageError(
      `Changes made here still wait for the provider. Finish them with "twinbox sync ${order.mailboxId} --once", or add --drop-changes.`,
    );
  }
}
