// Pictures from elsewhere, as data: URLs: our server fetches them, so that the sender sees neither the reader's address nor
// their browser, and the frame loads nothing, not even from us.
import { loadAsData } from "./load-as-data.ts";
import type { Message } from "./message-head.tsx";
import { imageUrl } from "./message-urls.ts";

const COUNT_MAX = 150;
const BYTES_TOGETHER_MAX = 25_000_000;
const AT_ONCE = 6;
const IMAGE = /^image\/(?:png|jpeg|gif|webp|avif)$/;

/** By address; what can't be had is left out. */
export async function loadRemoteImages(input: {
  readonly addresses: readonly string[];
  readonly message: Pick<Message, "id">;
  readonly mailboxId: string;
  readonly signal: AbortSignal;
}): Promise<ReadonlyMap<string, string>> {
  const { addresses, message, mailboxId, signal } = input;
  const images = new Map<string, string>();
  const waiting = addresses.slice(0, COUNT_MAX);
  let together = 0;
  const work = async (): Promise<void> => {
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
      const loaded = await loadAsData(imageUrl(mailboxId, message.id, address), signal);
      if (loaded === null || !IMAGE.test(loaded.type) || together + loaded.size > BYTES_TOGETHER_MAX)
        continue;
      together += loaded.size;
      images.set(address, `data:${loaded.type};base64,${loaded.base64}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return images;
}
