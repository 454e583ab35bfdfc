// All attachments of a message in one file, stored as they are: what is attached is compressed already as a rule. One after
// the other is decoded, when the one before has gone out.
import { Zip, ZipPassThrough } from "fflate";
import { readAttachments } from "../core/open-message.ts";
import { safeName } from "./attachment-headers.ts";

export function zipAttachments(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  const attachments = readAttachments(bytes);
  const names = new Set<string>();
  let zip: Zip;
  return new ReadableStream({
    start(controller) {
      zip = new Zip((error, chunk, last) => {
        if (error !== null) return controller.error(error);
        controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
        if (last) controller.close();
      });
    },
    pull() {
      const next = attachments.next();
      if (next.done === true) return zip.end();
      const { info, content } = next.value;
      const file = new ZipPassThrough(freeName(safeName(info.fileName), names));
      zip.add(file);
      file.push(content, true);
    },
  });
}

/** "photo.png", then "photo (2).png": names that differ in case only are one file on many disks. */
function freeName(name: string, taken: Set<string>): string {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  let free = name;
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${stem} (${number})${ending}`;
  taken.add(free.toLowerCase());
  return free;
}
