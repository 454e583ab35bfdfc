// Which folder "in:" means: by its name, or by what it is for in any language that its folders may be named in.
import { foldText } from "./fold-text.ts";
import type { AppFolderRole } from "./folder-role.ts";
import { roleOf } from "./propose-mappings.ts";

interface NamedFolder {
  readonly role: AppFolderRole | null;
  readonly name: string;
}

/** As the pages call it; INBOX itself is known everywhere. */
const INBOX_NAMES: ReadonlySet<string> = new Set(["inbox", "postvak in"]);

/** Of several with that name all; the beginning of a name will do where none has it. */
export function foldersCalled<F extends NamedFolder>(folders: readonly F[], text: string): readonly F[] {
  const wanted = foldText(text.trim());
  const role = INBOX_NAMES.has(wanted) ? "inbox" : roleCalled(text);
  const found = folders.filter(
    (each) => foldText(each.name) === wanted || (role !== null && each.role === role),
  );
  return found.length > 0 ? found : folders.filter((each) => foldText(each.name).startsWith(wanted));
}

function roleCalled(name: string): AppFolderRole | null {
  return roleOf({ path: name.trim(), delimiter: null, specialUse: null, selectable: true }, "generic");
}
