import { ActionIcon } from "@mantine/core";
import { Icon } from "../shell/icon.tsx";
import { lazyOverlay } from "../shell/lazy-part.tsx";
import { usePopup } from "../shell/use-popup.ts";
import { useTexts } from "../words/words-provider.tsx";
import type { FolderActs } from "./folder-menu-list.tsx";

const FolderMenuList = lazyOverlay(async () => (await import("./folder-menu-list.tsx")).FolderMenuList);

/** What is done with a whole folder; also the way to the keys for whoever doesn't know the key. */
export function FolderMenu(props: FolderActs) {
  const t = useTexts();
  const { popup, target } = usePopup("menu");
  return (
    <>
      <ActionIcon {...target} variant="subtle" color="gray" size="lg" aria-label={t.act.folderMenu}>
        <Icon name="more" />
      </ActionIcon>
      <FolderMenuList {...popup} {...props} />
    </>
  );
}
