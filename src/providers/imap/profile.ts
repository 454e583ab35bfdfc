// Server families as data (law 10), told apart by what they offer after the login.
import type { ServerProfile } from "../../engine/ports/mail.ts";

export function profileOf(capabilities: ReadonlySet<string>, greeting: string): ServerProfile {
  const has = (name: string): boolean => capabilities.has(name);
  const exchange = has("CLIENTACCESSRULES") || /Microsoft Exchange/i.test(greeting);
  const gmail = has("X-GM-EXT-1");
  const condstore = !exchange && (has("CONDSTORE") || has("QRESYNC"));
  return {
    name: exchange ? "exchange" : gmail ? "gmail" : condstore ? "modern" : "minimal",
    condstore,
    qresync: condstore && has("QRESYNC"),
    idle: has("IDLE"),
    specialUse: has("SPECIAL-USE") || gmail,
    listStatus: has("LIST-STATUS") && !exchange,
    messageIds: gmail || has("OBJECTID"),
    folderIds: has("OBJECTID"),
  };
}
