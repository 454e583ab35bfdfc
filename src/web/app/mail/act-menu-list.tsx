import { Menu } from "@mantine/core";
import { Icon } from "../shell/icon.tsx";
import { PopupTarget } from "../shell/popup-target.tsx";
import type { Popup } from "../shell/use-popup.ts";
import { useTexts } from "../words/words-provider.tsx";
import { ACT_ICONS } from "./act-icons.ts";
import type { ActName } from "./acts.ts";

export interface MoreActs {
  readonly acts: readonly ActName[];
  readonly onAct: (name: ActName) => void;
}

export function ActMenuList(props: Popup & MoreActs) {
  const t = useTexts();
  return (
    <Menu
      id={props.id}
      opened={props.opened}
      onChange={props.onClose}
      position="top-end"
      shadow="md"
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <PopupTarget button={props.button} />
      </Menu.Target>
      <Menu.Dropdown>
        {props.acts.map((name) => (
          <Menu.Item
            key={name}
            leftSection={<Icon name={ACT_ICONS[name]} />}
            onClick={() => props.onAct(name)}
          >
            {t.act.names[name]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
