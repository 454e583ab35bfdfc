// APPEND (RFC 3501 section 6.3.11; APPENDUID: RFC 4315; APPENDLIMIT: RFC 7889).
import { assert } from "../../../base/assert.ts";
import { SyncError } from "../../../base/sync-error.ts";
import type { NewRemoteMessage, RemotePlace } from "../../../engine/ports/mail.ts";
import type { Connection } from "../connection.ts";
import { flagList, SYSTEM_FLAGS } from "../flag-words.ts";
import { formatInternalDate } from "../internal-date.ts";
import type { WritingAbilities } from "../profile.ts";
import { quoteBytes } from "../sign-in.ts";

/** Of larger ones we ask first: a refusal then costs a round trip and not the whole way up. */
const UNASKED_BYTES_MAX = 1024 * 1024;

/** Null when the server doesn't tell where the message lies. */
export async function append(
  connection: Connection,
  abilities: WritingAbilities,
  wireName: string,
  message: NewRemoteMessage,
): Promise<RemotePlace | null> {
  const { bytes } = message;
  // An empty literal takes the command back (RFC 3502 section 6.3.11).
  assert(bytes.length > 0, "a message without bytes");
  if (bytes.length > abilities.appendBytesMax) {
    const said = `the server takes ${abilities.appendBytesMax} bytes, the message has ${bytes.length}`;
    throw new SyncError("refused", { scope: "message", retry: "never", said });
  }
  const flags = flagList(abilities.keywords ? message.flags : message.flags & SYSTEM_FLAGS);
  const ok = await connection.send({
    text: `APPEND ${quoteBytes(wireName)} ${flags} "${formatInternalDate(message.internalDate)}"`,
    literal: { bytes, waits: bytes.length > Math.min(abilities.literalBytesUnasked, UNASKED_BYTES_MAX) },
    stage: "filing",
  });
  const [, uidValidity, uid] = /\[APPENDUID ([1-9]\d{0,9}) ([1-9]\d{0,9})\]/i.exec(ok) ?? [];
  return uidValidity === undefined ? null : { uidValidity: Number(uidValidity), uid: Number(uid) };
}
