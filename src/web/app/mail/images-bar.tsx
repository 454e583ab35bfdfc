// Whether pictures from elsewhere are shown: asked for each message, or said once for a sender; taken back where it was said.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useTexts } from "../words/words-provider.tsx";
import type { Message } from "./message-head.tsx";
import { plainName } from "./people.ts";

export function ImagesBar(props: {
  readonly message: Message;
  readonly mailboxId: string;
  readonly state: "blocked" | "loading" | "shown";
  readonly onShow: () => void;
  readonly onHide: () => void;
}) {
  const t = useTexts();
  const client = useQueryClient();
  const { message, mailboxId, state } = props;
  const setAlways = useMutation({
    mutationFn: (always: boolean) =>
      call("setSenderImages", { params: { mailboxId, messageId: message.id }, body: { always } }),
    onSuccess: ({ always }) => {
      if (!always) props.onHide();
      client.setQueryData<Message>(keys.message(mailboxId, message.id), (old) =>
        old === undefined ? old : { ...old, imagesAlways: always },
      );
      // Other messages of the sender's learn it when they are opened.
      void client.invalidateQueries({ queryKey: keys.messages(mailboxId), refetchType: "none" });
    },
  });
  const [sender, ...others] = message.from;
  const address = others.length === 0 && message.senderDoubt === null ? plainName(sender?.address ?? "") : "";
  const text =
    message.imagesAlways && address !== "" ? t.reading.imagesAlways(address) : t.reading.images[state];
  return (
    <div className="images-bar" role="status">
      <span>{setAlways.isError ? t.reading.notSaved : text}</span>
      <span className="images-acts">
        {state === "blocked" && (
          <Button size="xs" variant="default" onClick={props.onShow}>
            {t.reading.showImages}
          </Button>
        )}
        {address !== "" && (
          <Button
            size="xs"
            variant="subtle"
            loading={setAlways.isPending}
            onClick={() => setAlways.mutate(!message.imagesAlways)}
          >
            {message.imagesAlways ? t.reading.askAgain : t.reading.always(address)}
          </Button>
        )}
      </span>
    </div>
  );
}
