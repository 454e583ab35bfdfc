import "./leaving.css";
// A person's mail in all mailboxes, by their address: counted, then erased. The admin sees nothing of it.
import { Button, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemError } from "../problem-error.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { ErasePersonDialog } from "./erase-person-dialog.tsx";
import { ErasePersonReceipt } from "./erase-person-receipt.tsx";

export function ErasePerson() {
  const t = useAllTexts();
  const client = useQueryClient();
  const panel = useRef<HTMLElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [address, setAddress] = useState("");
  const [asking, ask] = useDisclosure(false);
  const find = useMutation({
    mutationFn: (typed: string) => call("findPersonMail", { body: { address: typed } }),
    onError: (error) => {
      if (wrongAddress(error, t) !== undefined) input.current?.focus();
    },
  });
  const erase = useMutation({
    // What was found is erased, whatever was typed.
    mutationFn: (found: string) => call("erasePerson", { body: { address: found } }),
    onSuccess: () => {
      ask.close();
      void client.invalidateQueries({ queryKey: keys.users });
      void client.invalidateQueries({ queryKey: keys.allRecords });
    },
  });
  const found = find.data;
  const receipt = erase.data;
  const wrong = wrongAddress(find.error, t);
  // The panel is the last of the page: on a telephone what it says would be below the edge.
  useEffect(() => {
    if (found !== undefined) panel.current?.scrollIntoView({ block: "nearest" });
  }, [found]);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (find.isPending) return;
    erase.reset();
    find.mutate(address.trim());
  }
  return (
    <section ref={panel} className="card mail-policy erase-person" aria-labelledby="erase-person">
      <div>
        <h2 className="retention-title" id="erase-person">
          {t.leaving.person}
        </h2>
        <p className="dim flush">{t.leaving.personIntro}</p>
      </div>
      <form className="leaving-hand-over" onSubmit={submit}>
        {/* Not of type "email": what is none the server says, in the words of the page. */}
        <TextInput
          ref={input}
          label={t.leaving.personAddress}
          inputMode="email"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={320}
          value={address}
          error={wrong}
          onChange={(event) => {
            setAddress(event.currentTarget.value);
            find.reset();
            erase.reset();
          }}
        />
        <Button ref={button} type="submit" variant="default">
          {t.leaving.find}
        </Button>
      </form>
      <div className="erase-person-told" role="status">
        {find.isPending && <p className="flush dim">{t.leaving.finding}</p>}
        {found !== undefined && receipt === undefined && <Found found={found} />}
        {receipt !== undefined && <ErasePersonReceipt receipt={receipt} />}
      </div>
      {find.isError && wrong === undefined && <ProblemNotice error={find.error} />}
      {found !== undefined && found.messages > 0 && (
        <>
          {receipt === undefined && (
            <div className="actions">
              <Button color="red" disabled={found.held >= found.messages} onClick={ask.open}>
                {t.leaving.eraseConfirm(found.messages - found.held || found.messages)}
              </Button>
            </div>
          )}
          <ErasePersonDialog
            opened={asking}
            found={found}
            erase={erase}
            onCancel={() => {
              ask.close();
              erase.reset();
            }}
            // The button that asked is gone; from here one goes on with the next address, or erases again.
            onErased={() => {
              button.current?.focus({ preventScroll: true });
              panel.current?.scrollIntoView({ block: "nearest" });
            }}
          />
        </>
      )}
    </section>
  );
}

function Found({ found }: { readonly found: AnswerOf<"findPersonMail"> }) {
  const t = useAllTexts();
  if (found.messages === 0) return <p className="flush">{t.leaving.personNothing}</p>;
  return (
    <>
      <p className="flush">{t.leaving.personFound(found.messages, found.mailboxes, found.address)}</p>
      {found.held > 0 && (
        <p className="flush">
          {found.held < found.messages ? t.leaving.personHeld(found.held) : t.leaving.personAllHeld}
        </p>
      )}
    </>
  );
}

function wrongAddress(error: unknown, t: ReturnType<typeof useAllTexts>): string | undefined {
  return error instanceof ProblemError ? error.field("address", t) : undefined;
}
