import { parseArguments } from "../arguments.ts";
import { findMailbox, withHouse } from "../with-house.ts";

export async function disconnectCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    "delete-mail": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  return withHouse(async (house) => {
    const mailbox = await findMailbox(house, positionals[0]);
    const mail = values["delete-mail"] ? "delete" : "keep";
    const connections = await house.connections.connectionsOfMailbox(mailbox.workspaceId, mailbox.id);
    for (const connection of connections) {
      await house.connecting.stop(mailbox.workspaceId, connection.userId, mailbox.id, mail);
    }
    await house.accounts.audit({
      at: Date.now(),
      workspaceId: mailbox.workspaceId,
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
