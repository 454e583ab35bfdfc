import type { IconName } from "../shell/icon.tsx";
import type { ActName } from "./acts.ts";

export const ACT_ICONS: Readonly<Record<ActName, IconName>> = {
  archive: "archive",
  delete: "deleted",
  erase: "deleted",
  junk: "junk",
  notJunk: "inbox",
  move: "move",
  read: "read",
  unread: "unread",
  flag: "flag",
  unflag: "flag",
};
