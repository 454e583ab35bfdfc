// What opens over the mail page.
import { lazyOverlay } from "../shell/lazy-part.tsx";

export const FolderDrawer = lazyOverlay(async () => (await import("./folder-drawer.tsx")).FolderDrawer);
export const MoveDialog = lazyOverlay(async () => (await import("./move-dialog.tsx")).MoveDialog);
export const EraseDialog = lazyOverlay(async () => (await import("./erase-dialog.tsx")).EraseDialog);
export const FolderDialog = lazyOverlay(async () => (await import("./folder-dialogs.tsx")).FolderDialog);
export const KeysSheet = lazyOverlay(async () => (await import("./keys-sheet.tsx")).KeysSheet);
export const SourceDialog = lazyOverlay(async () => (await import("./source-dialog.tsx")).SourceDialog);
