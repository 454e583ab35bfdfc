import { Menu } from "@mantine/core";
import { Icon } from "../shell/icon.tsx";
import { PopupTarget } from "../shell/popup-target.tsx";
import type { Popup } from "../shell/use-popup.ts";
import { useTexts } from "../words/words-provider.tsx";
import type { AppFolder } from "./app-folder.ts";
import type { FolderWish } from "./folder-dialogs.tsx";

export interface FolderActs {
  /** Null: there is nothing to act on (a search, a stopped mailbox). */
  readonly folder: AppFolder | null;
  readonly canSelect: boolean;
  readonly onSelect: () => void;
  readonly onMarkRead: () => void;
  readonly onEmpty: () => void;
  readonly onWish: (wish: FolderWish) => void;
  readonly onKeys: () => void;
  /** Null where nothing can be grouped (a search, drafts). */
  readonly grouping: { readonly on: boolean; readonly choose: (on: boolean) => void } | null;
}

export function FolderMenuList(props: Popup & FolderActs) {
  const t = useTexts();
  const { folder, grouping } = props;
  return (
    <Menu
      id={props.id}
      opened={props.opened}
      onChange={props.onClose}
      position="bottom-end"
      shadow="md"
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <PopupTarget button={props.button} />
      </Menu.Target>
      <Menu.Dropdown>
        {props.canSelect && (
          <Menu.Item leftSection={<Icon name="check" />} onClick={props.onSelect}>
            {t.act.select}
          </Menu.Item>
        )}
        {folder !== null && (
          <>
            <Menu.Item
              leftSection={<Icon name="read" />}
              disabled={folder.unread === 0}
              onClick={props.onMarkRead}
            >
              {t.act.markAllRead}
            </Menu.Item>
            {folder.role === "deleted" && (
              <Menu.Item
                leftSection={<Icon name="deleted" />}
                disabled={folder.messages === 0}
                onClick={props.onEmpty}
              >
                {t.act.emptyDeleted}
              </Menu.Item>
            )}
          </>
        )}
        {folder !== null && (folder.role === null || folder.takesFolders) && <Menu.Divider />}
        {folder?.takesFolders === true && (
          <Menu.Item
            leftSection={<Icon name="plus" />}
            onClick={() => props.onWish({ kind: "create", parent: folder })}
          >
            {t.act.newFolderHere}
          </Menu.Item>
        )}
        {folder?.role === null && (
          <>
            <Menu.Item
              leftSection={<Icon name="drafts" />}
              onClick={() => props.onWish({ kind: "change", folder })}
            >
              {folder.parentId === null ? t.act.renameFolder : t.act.renameOrMoveFolder}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="deleted" />}
              onClick={() => props.onWish({ kind: "remove", folder })}
            >
              {t.act.deleteFolderMenu}
            </Menu.Item>
          </>
        )}
        {folder !== null && <Menu.Divider />}
        {grouping !== null && (
          <Menu.CheckboxItem
            checked={grouping.on}
            onChange={grouping.choose}
            checkIcon={<Icon name="check" />}
            closeMenuOnClick
          >
            {t.conversations.group}
          </Menu.CheckboxItem>
        )}
        <Menu.Item leftSection={<Icon name="keyboard" />} onClick={props.onKeys}>
          {t.act.keysTitle}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
