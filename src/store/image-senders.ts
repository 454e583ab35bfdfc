import type { ImageSenders } from "../engine/ports/remote-images.ts";
import type { Database } from "./database.ts";

export function createImageSenders(db: Database): ImageSenders {
  return {
    async isAllowed(workspaceId, userId, sender) {
      const { count } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query("select from image_sender where workspace_id = $1 and user_id = $2 and address = $3", [
          workspaceId,
          userId,
          sender.toLowerCase(),
        ]),
      );
      return count > 0;
    },

    async setAllowed(workspaceId, userId, sender, { always, now }) {
      await db.inWorkspace(workspaceId, (tx) =>
        always
          ? tx.query(
              `insert into image_sender (workspace_id, user_id, address, allowed_at) values ($1, $2, $3, $4)
               on conflict do nothing`,
              [workspaceId, userId, sender.toLowerCase(), now],
            )
          : tx.query("delete from image_sender where workspace_id = $1 and user_id = $2 and address = $3", [
              workspaceId,
              userId,
              sender.toLowerCase(),
            ]),
      );
    },
  };
}
