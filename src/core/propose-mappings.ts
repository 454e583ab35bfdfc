// Which remote folder is probably which app folder, which remote folders aren't mail at all, and whether what
// was chosen can be saved. A proposal is only that: the user confirms it. Server uses (RFC 6154) count before
// names.
import { HIDDEN_NAMES } from "./folder-names/hidden-names.ts";
import { CONVENTIONAL_NAMES, ROLE_NAMES, type RoleNames } from "./folder-names/role-names.ts";
import { APP_FOLDER_ROLES, type AppFolderRole } from "./folder-role.ts";

export const MAPPINGS_MAX = 1000;
export const CUSTOM_NAME_CHARACTERS_MAX = 200;
/** Of a folder's path that a sentence shows. */
const SHOWN_CHARACTERS_MAX = 100;

export interface ProposableFolder {
  readonly folderId: string;
  readonly path: string;
  readonly delimiter: string | null;
  /** RFC 6154, lower case without the backslash: "sent", "trash", "all". */
  readonly specialUse: string | null;
  readonly selectable: boolean;
}

export interface ProposedMapping {
  readonly role: AppFolderRole;
  readonly folderId: string | null;
}

type FolderTraits = Omit<ProposableFolder, "folderId">;

/** How sure a claim is; the lower number wins. */
const BY_USE = 0;
const BY_OUTLOOK_NAME = 1;
const BY_NAME = 2;
const BY_CONVENTION = 3;

interface Claim {
  readonly role: AppFolderRole;
  readonly rank: number;
  /** Folders above it, not counting what a server puts around everything ("INBOX.", "[Gmail]/"). */
  readonly depth: number;
}

const USES: ReadonlyMap<string, AppFolderRole> = new Map([
  ["inbox", "inbox"],
  ["sent", "sent"],
  ["drafts", "drafts"],
  ["archive", "archive"],
  ["junk", "junk"],
  ["trash", "deleted"],
]);
/** What Gmail's own folders lie in, in every language; the second for old accounts. */
const GMAIL_PREFIXES = ["[gmail]", "[google mail]"] as const;
/** Below these a folder counts as one of the top level. Cyrus and Courier put all folders below INBOX, UW IMAP all
 *  below "mail". */
const PREFIXES: ReadonlySet<string> = new Set(["inbox", ...GMAIL_PREFIXES, "mail"]);
/** Of Gmail: All Mail, Starred and Important show messages that carry other labels, or none. */
const VIEWS: ReadonlySet<string> = new Set(["all", "flagged", "important"]);
/** Of which only the case differs from what people see (`comparable`). */
const PLAIN_NAME = /^[!-_a-~]+(?: [!-_a-~]+)*$/;

const OUTLOOK_NAMES = indexNames(Object.values(ROLE_NAMES), (names) => names.slice(0, 1));
const WELL_KNOWN_NAMES = indexNames(Object.values(ROLE_NAMES), (names) => names);
const CONVENTIONS = indexNames([CONVENTIONAL_NAMES], (names) => names);
/** Profile -> names that are hidden. Only Exchange lists folders that hold no mail; elsewhere somebody gave a folder
 *  of mail such a name. */
const HIDDEN: Readonly<Record<string, ReadonlySet<string>>> = {
  exchange: new Set(Object.values(HIDDEN_NAMES).flat().map(comparable)),
};

/** All six roles in their order; null where no folder fits. The same folders give the same proposal in any
 *  order. */
export function proposeMappings(
  folders: readonly ProposableFolder[],
  profile: string,
): readonly ProposedMapping[] {
  return bestByRole(
    folders.filter((folder) => !isView(folder, profile)),
    profile,
  );
}

function bestByRole(folders: readonly ProposableFolder[], profile: string): readonly ProposedMapping[] {
  const claims = folders.flatMap((folder) => {
    const claim = claimOf(folder, profile);
    return claim === null ? [] : [{ ...claim, folder }];
  });
  claims.sort(
    (a, b) =>
      a.rank - b.rank ||
      a.depth - b.depth ||
      a.folder.path.length - b.folder.path.length ||
      compareText(a.folder.path, b.folder.path),
  );
  return APP_FOLDER_ROLES.map((role) => ({
    role,
    folderId: claims.find((claim) => claim.role === role)?.folder.folderId ?? null,
  }));
}

interface MappedOrNot extends MappableFolder {
  readonly mapping: { readonly role: AppFolderRole | null } | null;
}

/** The folder that is mapped for a role, else the one the provider has for it; null where there is none. */
export function folderForRole<F extends MappedOrNot>(
  role: AppFolderRole,
  folders: readonly F[],
  profile: string,
): F | null {
  const there = folders.filter(({ goneAt, selectable }) => goneAt === null && selectable);
  const mapped = there.find(({ mapping }) => mapping?.role === role);
  if (mapped !== undefined) return mapped;
  const proposals = bestByRole(
    there.map((folder) => ({ ...folder, folderId: folder.id })),
    profile,
  );
  const proposed = proposals.find((proposal) => proposal.role === role)?.folderId;
  return there.find(({ id }) => id === proposed) ?? null;
}

/** What a folder is for, by its use or its name; null where it is nothing special. */
export function roleOf(folder: FolderTraits, profile: string): AppFolderRole | null {
  return claimOf(folder, profile)?.role ?? null;
}

/** Shows what lies in other folders: mapped, it would show everything twice. */
export function isView({ specialUse }: Pick<FolderTraits, "specialUse">, profile: string): boolean {
  return profile === "gmail" && specialUse !== null && VIEWS.has(specialUse);
}

/** For whom no session is open: Gmail by what it lists. */
export function isGmail(
  folders: readonly Pick<FolderTraits, "path" | "delimiter" | "specialUse">[],
): boolean {
  const prefixes: readonly string[] = GMAIL_PREFIXES;
  return folders.some(({ path, delimiter, specialUse }) => {
    const [first = "", ...below] = partsOf(path, delimiter);
    return specialUse !== null && below.length > 0 && prefixes.includes(comparable(first));
  });
}

/** Folders that hold no mail, and what lies below them. A mail folder deeper down may have such a name:
 *  "Clients/Calendar" is shown. */
export function isHiddenFolder(
  { path, delimiter }: Pick<FolderTraits, "path" | "delimiter">,
  profile: string,
): boolean {
  return HIDDEN[profile]?.has(comparable(partsOf(path, delimiter)[0] ?? "")) === true;
}

function claimOf(folder: FolderTraits, profile: string): Claim | null {
  if (!folder.selectable) return null;
  const parts = partsOf(folder.path, folder.delimiter);
  if (parts.length === 1 && comparable(folder.path) === "inbox") {
    return { role: "inbox", rank: BY_USE, depth: 0 };
  }
  const prefixed = parts.length > 1 && PREFIXES.has(comparable(parts[0] ?? ""));
  const depth = parts.length - (prefixed ? 2 : 1);
  if (folder.specialUse !== null) {
    const role = roleOfUse(folder.specialUse, profile);
    // A use that is no app folder of ours (Flagged, Important) also says that the name means something else.
    return role === null ? null : { role, rank: BY_USE, depth };
  }
  if (depth > 0 || isHiddenFolder(folder, profile)) return null;
  return claimByName(comparable(parts.at(-1) ?? ""), { prefixed, profile });
}

/** Gmail has no Archive: what is moved to All Mail is there alone. Elsewhere \All shows all folders. */
function roleOfUse(specialUse: string, profile: string): AppFolderRole | null {
  const use = specialUse.replace(/^\\/, "").toLowerCase();
  if (use === "all") return profile === "gmail" ? "archive" : null;
  return USES.get(use) ?? null;
}

function claimByName(
  name: string,
  around: { readonly prefixed: boolean; readonly profile: string },
): Claim | null {
  // Of "Sent Items" and "Sent" Exchange fills the first; the second was made by another mail program.
  const outlook = around.profile === "exchange" ? OUTLOOK_NAMES.get(name) : undefined;
  if (outlook !== undefined && !around.prefixed) return { role: outlook, rank: BY_OUTLOOK_NAME, depth: 0 };
  const known = WELL_KNOWN_NAMES.get(name);
  if (known !== undefined) return { role: known, rank: BY_NAME, depth: 0 };
  const conventional = CONVENTIONS.get(name);
  return conventional === undefined ? null : { role: conventional, rank: BY_CONVENTION, depth: 0 };
}

function indexNames(
  tables: readonly RoleNames[],
  pick: (names: readonly string[]) => readonly string[],
): ReadonlyMap<string, AppFolderRole> {
  const index = new Map<string, AppFolderRole>();
  for (const table of tables) {
    for (const role of APP_FOLDER_ROLES) {
      if (role === "inbox") continue;
      for (const name of pick(table[role])) index.set(comparable(name), role);
    }
  }
  return index;
}

export function partsOf(path: string, delimiter: string | null): readonly string[] {
  return delimiter === null || delimiter === "" ? [path] : path.split(delimiter);
}

/** One spelling for what people see as one name: letters composed, lower case without the dot that Turkish İ
 *  leaves, Romanian comma letters as cedilla ones, plain quotes and hyphens, single spaces. */
function comparable(name: string): string {
  if (PLAIN_NAME.test(name)) return name.toLowerCase();
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\u0307/g, "")
    .replace(/ș/g, "ş")
    .replace(/ț/g, "ţ")
    .replace(/[\u2018\u2019\u02bc\u0060\u00b4]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}

/** By UTF-16 units: the same on every machine, unlike a locale's order. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface ChosenFolder {
  /** null: a custom app folder, with `name`. */
  readonly role: AppFolderRole | null;
  readonly name: string;
  readonly folderId: string;
  /** With all folders below it, except those that are mapped on their own. */
  readonly subtree: boolean;
}

export interface MappableFolder extends FolderTraits {
  readonly id: string;
  readonly goneAt: number | null;
}

export interface ChoiceProblem {
  /** Position in what was chosen; null when it concerns all. */
  readonly index: number | null;
  readonly kind: string;
  /** An English sentence. */
  readonly message: string;
}

/** How the application calls the six folders, in the languages of its pages: no custom folder may look like
 *  one. */
const ROLE_LABELS: ReadonlySet<string> = new Set(
  [
    ["Inbox", "Sent", "Drafts", "Archive", "Junk", "Deleted"],
    ["Postvak IN", "Verzonden", "Concepten", "Archief", "Ongewenst", "Verwijderd"],
  ]
    .flat()
    .map(comparable),
);

/** Everything that is wrong with a choice of mappings; empty when it can be saved. */
export function checkMappings(
  chosen: readonly ChosenFolder[],
  folders: readonly MappableFolder[],
  profile: string,
): readonly ChoiceProblem[] {
  if (chosen.length === 0) {
    return [{ index: null, kind: "noneMapped", message: "Map at least one folder." }];
  }
  if (chosen.length > MAPPINGS_MAX) {
    const message = `At most ${MAPPINGS_MAX} folders can be mapped; map a folder with all below it instead.`;
    return [{ index: null, kind: "tooMany", message }];
  }
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  return [
    ...checkFolders(chosen, byId, profile),
    ...checkSubtrees(chosen, byId),
    ...checkRoles(chosen),
    ...checkNames(chosen),
  ];
}

function checkFolders(
  chosen: readonly ChosenFolder[],
  byId: ReadonlyMap<string, MappableFolder>,
  profile: string,
): readonly ChoiceProblem[] {
  const taken = new Set<string>();
  return chosen.flatMap(({ folderId }, index): readonly ChoiceProblem[] => {
    const folder = byId.get(folderId);
    if (folder === undefined) {
      return [{ index, kind: "folderUnknown", message: "This folder isn’t in the mailbox." }];
    }
    const name = shown(folder.path);
    if (taken.has(folderId)) {
      return [{ index, kind: "folderTwice", message: `The folder ${name} is mapped twice.` }];
    }
    taken.add(folderId);
    if (folder.goneAt !== null) {
      return [{ index, kind: "folderGone", message: `The folder ${name} is no longer at the provider.` }];
    }
    if (!folder.selectable) {
      return [{ index, kind: "notSelectable", message: `The folder ${name} can’t hold mail.` }];
    }
    if (isView(folder, profile)) {
      const message = `${name} shows messages of other folders once more; map those instead.`;
      return [{ index, kind: "isView", message }];
    }
    return [];
  });
}

/** A folder inside a subtree may be mapped on its own; only then it isn't part of it. Two subtrees, one in
 *  the other, would leave open to which the lowest folders belong. */
function checkSubtrees(
  chosen: readonly ChosenFolder[],
  byId: ReadonlyMap<string, MappableFolder>,
): readonly ChoiceProblem[] {
  const roots = chosen.flatMap(({ subtree, folderId }, index) => {
    const folder = byId.get(folderId);
    return subtree && folder !== undefined ? [{ folder, index }] : [];
  });
  return roots.flatMap(({ folder, index }) => {
    const outer = roots.find((other) => isBelow(folder, other.folder));
    if (outer === undefined) return [];
    const [inside, around] = [shown(folder.path), shown(outer.folder.path)];
    const message = `${inside} with all below it lies in ${around}, which is mapped with all below it too.`;
    return [{ index, kind: "subtreesOverlap", message }];
  });
}

export function isBelow(
  folder: Pick<MappableFolder, "path">,
  root: Pick<MappableFolder, "path" | "delimiter">,
): boolean {
  const { delimiter } = root;
  return delimiter !== null && delimiter !== "" && folder.path.startsWith(root.path + delimiter);
}

function checkRoles(chosen: readonly ChosenFolder[]): readonly ChoiceProblem[] {
  const taken = new Set<AppFolderRole>();
  return chosen.flatMap(({ role }, index) => {
    if (role === null) return [];
    if (!taken.has(role)) {
      taken.add(role);
      return [];
    }
    const label = `${role.charAt(0).toUpperCase()}${role.slice(1)}`;
    return [{ index, kind: "roleTwice", message: `${label} can be mapped to one folder only.` }];
  });
}

function checkNames(chosen: readonly ChosenFolder[]): readonly ChoiceProblem[] {
  const taken = new Set<string>();
  return chosen.flatMap(({ role, name }, index): readonly ChoiceProblem[] => {
    if (role !== null) return [];
    const key = comparable(name);
    const problem = nameProblem(name, key, taken);
    taken.add(key);
    return problem === null ? [] : [{ index, ...problem }];
  });
}

export type NameProblem = Omit<ChoiceProblem, "index">;

/** What is wrong with a custom folder's name where others are called `others` already. */
export function customNameProblem(name: string, others: readonly string[]): NameProblem | null {
  return nameProblem(name, comparable(name), new Set(others.map(comparable)));
}

function nameProblem(name: string, key: string, taken: ReadonlySet<string>): NameProblem | null {
  // Cf as well: marks that turn the direction of text make one name look like another. Joiners are letters'
  // business.
  if (/\p{Cc}|\p{Cs}|(?![\u200c\u200d])\p{Cf}/u.test(name)) {
    return { kind: "nameControl", message: "This name has characters that can’t be shown." };
  }
  if (key === "") return { kind: "nameEmpty", message: "Give this folder a name." };
  if ([...name].length > CUSTOM_NAME_CHARACTERS_MAX) {
    return { kind: "nameTooLong", message: `A name has at most ${CUSTOM_NAME_CHARACTERS_MAX} characters.` };
  }
  if (ROLE_LABELS.has(key)) {
    return {
      kind: "nameOfRole",
      message: `${shown(name)} is the name of a standard folder; choose another.`,
    };
  }
  if (taken.has(key)) {
    return { kind: "nameTwice", message: `Two folders are called ${shown(name)}; choose another name.` };
  }
  return null;
}

function shown(text: string): string {
  const characters = [...text.replace(/[\p{Cc}\p{Cf}]+/gu, " ").trim()];
  const whole = characters.length <= SHOWN_CHARACTERS_MAX;
  return `“${whole ? characters.join("") : `${characters.slice(0, SHOWN_CHARACTERS_MAX).join("")}…`}”`;
}
