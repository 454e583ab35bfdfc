// UID COPY (RFC 3501 section 6.4.7) and UID MOVE (RFC 6851) of the messages of one command line.
import type { UidSet } from "../../../core/uid-set.ts";
import { type CopiedUids, parseCopyUid } from "../copy-uid.ts";
import type { Changing } from "../selection.ts";
import { quoteBytes } from "../sign-in.ts";

/** Answers what the server told of their new uids, in the order it did: in its OK, or before it (RFC 6851 section 4.3),
 *  and in several parts when it worked in parts. */
export async function copy(
  selection: Changing,
  command: "COPY" | "MOVE",
  uids: UidSet,
  wireName: string,
): Promise<readonly CopiedUids[]> {
  const told: CopiedUids[] = [];
  const hear = (text: string): boolean => {
    const copied = parseCopyUid(text, uids);
    if (copied !== null) told.push(copied);
    return copied !== null;
  };
  const line = `UID ${command} ${uids} ${quoteBytes(wireName)}`;
  const take = (keyword: string, _number: number | null, _cursor: unknown, text: string): boolean =>
    keyword === "OK" && hear(text);
  hear(await selection.send(line, take, "filing"));
  return told;
}
