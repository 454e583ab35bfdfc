// What a server calls its folders: as we would write their paths, but for those that LIST gave otherwise.
import { encodeFolderName } from "./modified-utf7.ts";

export class FolderNames {
  #odd: ReadonlyMap<string, string> = new Map();

  /** Path -> name on the wire, of all folders whose names aren't their paths in modified UTF-7. */
  learn(odd: ReadonlyMap<string, string>): void {
    this.#odd = odd;
  }

  /** As the server wants to hear it, without quotes; one character a byte. */
  wireNameOf(path: string): string {
    return this.#odd.get(path) ?? encodeFolderName(path);
  }
}
