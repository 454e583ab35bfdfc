import { Icon } from "../shell/icon.tsx";
import { lazyOverlay } from "../shell/lazy-part.tsx";
import { usePopup } from "../shell/use-popup.ts";
import { useTexts } from "../words/words-provider.tsx";
import type { MoreActs } from "./act-menu-list.tsx";

const ActMenuList = lazyOverlay(async () => (await import("./act-menu-list.tsx")).ActMenuList);

/** The acts that a phone has no room for beside the others. */
export function ActMenu(props: MoreActs) {
  const t = useTexts();
  const { popup, target } = usePopup("menu");
  return (
    <>
      <button {...target} type="button" className="act-button act-more" aria-label={t.act.more}>
        <Icon name="more" />
      </button>
      <ActMenuList {...popup} {...props} />
    </>
  );
}
