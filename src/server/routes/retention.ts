// How long what is no longer needed is kept (J16): the admin's setting.
import type { ServerDeps } from "../deps.ts";
import type { Handlers } from "../register.ts";

export function retentionRoutes({
  retention,
  accounts,
  hints,
  clock,
}: ServerDeps): Pick<Handlers, "readRetention" | "saveRetention"> {
  return {
    readRetention: ({ principal }) => retention.readPeriods(principal.user.workspaceId),

    async saveRetention({ principal, body }) {
      const { workspaceId, id } = principal.user;
      await retention.savePeriods(workspaceId, body);
      const actor = `user:${id}`;
      const { departed, revisions, events, changes } = body;
      const detail = { departed, revisions, events, changes };
      await accounts.audit({ at: clock.now(), workspaceId, actor, action: "retention.saved", detail });
      // The panels say how long departed mail stays.
      hints.publish({ kind: "settings", workspaceId });
      return retention.readPeriods(workspaceId);
    },
  };
}
