import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../words/words-provider.tsx";

/** The folders where there is no room for them beside the list. */
export function FolderDrawer(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useTexts();
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      title={t.mail.folders}
      size="18rem"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      {props.children}
    </Drawer>
  );
}
