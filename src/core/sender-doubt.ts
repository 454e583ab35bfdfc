// What a From header does so that its reader takes it for another's. The address itself is always shown; this says where
// what stands beside it, or how it is written, is made to mislead. Shapes: the Mailsploit collection (2017), and names
// that are addresses.
import { decodeHeaderText } from "./encoded-words.ts";
import type { Person } from "./message.ts";

/** otherAddress: the name is an address elsewhere; hidden: characters that can't be seen, or that turn the writing; malformed:
 *  the address is none that a server would give out; several: more than one From header. */
export type SenderDoubt = "otherAddress" | "hidden" | "malformed" | "several";

const RAW_MAX = 20_000;
/** Control characters and overrides; the marks that Hebrew and Arabic names have are none of them. */
const HIDDEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;
const IN_NAME = /[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/g;
const ADDRESS = /^[^\s@"(),:;<>[\\\]]+@((?:[\p{L}\p{N}\p{M}_-]+\.)*[\p{L}\p{N}\p{M}_-]+)$/u;

/** `headers`: the values of all From headers, undecoded; `people`: who was read from the first. */
export function senderDoubt(headers: readonly string[], people: readonly Person[]): SenderDoubt | null {
  if (headers.length > 1) return "several";
  if (HIDDEN.test(decodeHeaderText((headers[0] ?? "").slice(0, RAW_MAX)).replace(/\t/g, " ")))
    return "hidden";
  if (people.some(({ address }) => address !== "" && !isPlausible(address))) return "malformed";
  return people.some(posesAsAnother) ? "otherAddress" : null;
}

function isPlausible(address: string): boolean {
  const domain = ADDRESS.exec(address)?.[1];
  return domain !== undefined && !domain.split(".").some(mixesScripts);
}

/** Latin letters beside ones that look like them ("pаypal" with a Cyrillic a). */
function mixesScripts(label: string): boolean {
  return /\p{Script=Latin}/u.test(label) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(label);
}

function posesAsAnother({ name, address }: Person): boolean {
  const own = domainOf(address);
  return [...name.matchAll(IN_NAME)].some(([, domain = ""]) => {
    const named = domain.toLowerCase();
    return named !== own && !own.endsWith(`.${named}`) && !named.endsWith(`.${own}`);
  });
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
