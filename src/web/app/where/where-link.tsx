import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Suspense } from "react";
import type { Mailbox } from "../account/use-email-settings.ts";
import { lazyPart } from "../shell/lazy-part.tsx";
import { withAllTexts } from "../words/load-texts.ts";
import { useTexts } from "../words/words-provider.tsx";

const WhereDialog = lazyPart(withAllTexts(async () => (await import("./where-dialog.tsx")).WhereDialog));

/** Opens "Where is my mail?"; `words` are what was searched for in vain. */
export function WhereLink(props: {
  readonly mailbox: Pick<Mailbox, "id" | "providerName" | "state">;
  readonly words?: string;
}) {
  const t = useTexts();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t.mail.where}
      </Button>
      <Suspense fallback={null}>
        {opened && <WhereDialog mailbox={props.mailbox} words={props.words ?? ""} onClose={dialog.close} />}
      </Suspense>
    </>
  );
}
