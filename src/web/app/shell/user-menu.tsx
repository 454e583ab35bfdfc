import { UnstyledButton } from "@mantine/core";
import type { Session } from "../session.ts";
import { useTexts } from "../words/words-provider.tsx";
import { Icon } from "./icon.tsx";
import { lazyOverlay } from "./lazy-part.tsx";
import { usePopup } from "./use-popup.ts";

const UserMenuList = lazyOverlay(async () => (await import("./user-menu-list.tsx")).UserMenuList);

export function UserMenu({ session }: { readonly session: Session }) {
  const t = useTexts();
  const { popup, target } = usePopup("menu");
  return (
    <>
      <UnstyledButton {...target} className="user-button" aria-label={t.shell.userMenu(session.name)}>
        <span className="user-name">{session.name}</span>
        <Icon name="chevron" />
      </UnstyledButton>
      <UserMenuList {...popup} session={session} />
    </>
  );
}
