import { ActionIcon, Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import {
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { attachmentUrl } from "../mail/message-urls.ts";
import type { Acts } from "../mail/use-acts.ts";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { AddressRows } from "./address-rows.tsx";
import { EditorArea, PlainArea } from "./editor-area.tsx";
import { FileList } from "./file-list.tsx";
import { forgetWriting } from "./kept-writing.ts";
import { type Begun, signatureOf } from "./load-writing.ts";
import { htmlOfPlain, plainOf } from "./plain-writing.ts";
import { QuotedText } from "./quoted-text.tsx";
import { isAddress } from "./recipients.ts";
import { appendHtml, type Editor, showPicture, showSignature } from "./rich-editor.ts";
import { SaveLine } from "./save-line.tsx";
import { SendLine } from "./send-line.tsx";
import type { Composer, OpenWindow } from "./use-composer.ts";
import { useFiles } from "./use-files.ts";
import { useSaving } from "./use-saving.ts";
import { useSending } from "./use-sending.ts";
import { bytesOf, recipientsOf, type Written, type WrittenFile } from "./written.ts";

interface Props {
  readonly opened: OpenWindow;
  readonly composer: Composer;
  readonly mailboxId: string;
  readonly userId: string;
  readonly acts: Acts;
  readonly begun: Begun;
}

export function WritingForm(props: Props) {
  const t = useTexts();
  const { opened, composer } = props;
  const form = useWritingForm(props);
  const { written, change, saver, files, isSending } = form;
  const title = written.subject.trim() || t.compose.untitled;
  const wrong = recipientsOf(written).find(({ address }) => !isAddress(address));
  return (
    <section
      ref={form.section}
      className="compose"
      role="dialog"
      tabIndex={-1}
      aria-label={t.compose.window(title)}
      data-minimised={opened.minimised || undefined}
      data-dropping={form.dropping || undefined}
      onKeyDown={form.onKeyDown}
      onDragOver={form.onDragOver}
      onDragLeave={form.onDragLeave}
      onDrop={form.onDrop}
    >
      <WindowHead title={title} minimised={opened.minimised}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={opened.minimised ? t.compose.restore(title) : t.compose.minimise}
          onClick={() => (opened.minimised ? composer.show : composer.minimise)(opened.key)}
        >
          <Icon name={opened.minimised ? "raise" : "minimise"} size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t.compose.close}
          onClick={() => void form.close()}
        >
          <Icon name="close" size={16} />
        </ActionIcon>
      </WindowHead>
      <div className="compose-body" hidden={opened.minimised}>
        <AddressRows
          written={written}
          identities={props.begun.identities}
          mailboxId={props.mailboxId}
          toRef={form.toRef}
          onChange={change}
          onFrom={form.changeFrom}
          readOnly={isSending}
        />
        <div className="compose-text">
          {written.mode === "html" ? (
            <EditorArea
              html={written.html}
              urlOf={form.urlOf}
              onChange={(html) => change({ html })}
              onFiles={form.takeFiles}
              editor={form.editor}
              focused={form.beginsInText}
              readOnly={isSending}
            />
          ) : (
            <PlainArea
              text={written.text}
              onChange={(text) => change({ text })}
              focused={form.beginsInText}
              readOnly={isSending}
            />
          )}
          {written.mode === "html" && written.quote !== null && (
            <QuotedText
              quote={written.quote}
              onEdit={form.editQuote}
              onRemove={() => change({ quote: null })}
            />
          )}
        </div>
        <FileList written={written.files} files={files} onRemove={form.removeFile} />
        <SaveLine
          saver={saver}
          wrong={wrong === undefined ? null : t.compose.wrongNotSaved(wrong.address || wrong.name)}
        />
        <SendLine sending={form.sending} onAttach={form.pickFiles} />
        <footer className="compose-foot">
          <Button
            size="xs"
            leftSection={<Icon name="sent" size={16} />}
            aria-keyshortcuts="Control+Enter"
            // Not `loading`: what was pressed keeps its name and the focus.
            aria-disabled={isSending}
            onClick={form.sending.send}
          >
            {isSending ? t.compose.send.sending : t.compose.send.button}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="clip" size={16} />}
            onClick={form.pickFiles}
          >
            {t.compose.attach}
          </Button>
          <input ref={form.picker} type="file" multiple hidden onChange={form.onPicked} />
          <Button variant="subtle" color="gray" size="xs" onClick={form.changeMode}>
            {written.mode === "html" ? t.compose.plainText : t.compose.richText}
          </Button>
          <span className="compose-gap" />
          <ActionIcon variant="subtle" color="gray" aria-label={t.compose.discard} onClick={form.discard}>
            <Icon name="deleted" size={18} />
          </ActionIcon>
        </footer>
      </div>
    </section>
  );
}

function WindowHead(props: {
  readonly title: string;
  readonly minimised: boolean;
  readonly children: ReactNode;
}) {
  return (
    <header className="compose-head">
      <h2>
        <bdi>{props.title}</bdi>
      </h2>
      {props.children}
    </header>
  );
}

function useWritingForm({ opened, composer, mailboxId, userId, acts, begun }: Props) {
  const t = useTexts();
  const place = { userId, mailboxId, key: opened.key };
  const client = useQueryClient();
  const writing = useSaving(place, begun, (id) => composer.nameDraft(opened.key, id));
  const { written, saver } = writing;
  const editor = useRef<Editor | null>(null);
  const toRef = useRef<HTMLInputElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const section = useWayBack();
  const pictures = usePictures(mailboxId, written.files);
  const beginsInText = opened.start.kind === "answer" && opened.start.how !== "forward";
  const latest = useRef(written);
  useEffect(() => {
    latest.current = written;
  });
  useEffect(() => {
    if (!beginsInText) toRef.current?.focus();
  }, [beginsInText]);
  const files = useFiles({
    mailboxId,
    bytes: bytesOf(written),
    onFile: (file, picture) => {
      change({ files: [...latest.current.files, file] });
      const { contentId } = file.source;
      if (picture === null || contentId === null) return;
      pictures.know(contentId, picture);
      if (editor.current !== null) showPicture(editor.current, contentId, file.fileName);
    },
  });
  const sending = useSending({
    ...{ mailboxId, writing },
    filesUnderWay: files.underWay.length > 0,
    onSent: () => {
      // It is told of with the way back, as the stream would a moment later.
      void client.invalidateQueries({ queryKey: keys.sends(mailboxId) });
      saver.end();
      forgetWriting(place);
      composer.close(opened.key);
    },
  });
  const isSending = sending.state.kind === "sending";
  const dropping = useDropping((all) => addFiles(all, false));

  /** What is being sent stays as it was when one pressed Send. */
  function change(part: Partial<Written>): void {
    if (!isSending) writing.change(part);
  }
  function addFiles(all: readonly File[], inline: boolean): void {
    if (!isSending) files.add(all, inline);
  }
  async function close(): Promise<void> {
    const name = saver.draft?.id;
    composer.close(opened.key);
    // What can't be saved now lies in the browser, and is opened again.
    if (!(await saver.flush())) acts.say(t.compose.keptHere);
    else if (saver.draft !== null && saver.draft.id !== name) acts.tell(t.compose.draftKept);
  }
  function discard(): void {
    saver.end();
    forgetWriting(place);
    composer.close(opened.key);
    const { draft } = saver;
    if (draft === null) return;
    const params = { mailboxId, messageId: draft.id };
    acts.offerUndo(t.compose.discarded, call("discardDraft", { params }), () =>
      composer.open({ kind: "draft", messageId: draft.id }),
    );
  }
  function changeMode(): void {
    if (written.mode === "html") {
      const text = [plainOf(written.html), ...quotedPlain(written.quote, written.quoteText)].join("\n\n");
      change({ mode: "text", text, quote: null });
    } else change({ mode: "html", html: htmlOfPlain(written.text) });
  }
  function changeFrom(from: string): void {
    change({ from });
    if (editor.current !== null) showSignature(editor.current, signatureOf(begun.identities, from));
  }
  function onKeyDown(event: KeyboardEvent): void {
    // The editor leaves it alone, and prevents what a browser would do with it.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      sending.send();
    }
    if (event.key !== "Escape") return;
    event.stopPropagation();
    void close();
  }
  return {
    ...{ written, change, saver, files, sending, isSending, editor, section, toRef, picker, beginsInText },
    ...{ close, discard, changeMode, changeFrom, onKeyDown, ...dropping },
    urlOf: pictures.urlOf,
    takeFiles: (all: readonly File[]): boolean => {
      addFiles(all, true);
      return true;
    },
    editQuote: () => {
      if (editor.current === null || written.quote === null) return;
      appendHtml(editor.current, written.quote);
      change({ quote: null });
    },
    removeFile: (file: WrittenFile) =>
      change({ files: written.files.filter(({ source }) => source !== file.source) }),
    pickFiles: () => picker.current?.click(),
    onPicked: () => {
      const { current } = picker;
      addFiles([...(current?.files ?? [])], false);
      if (current !== null) current.value = "";
    },
  };
}

/** Whoever writes goes on where they were before, once the window has gone. */
function useWayBack() {
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { current: own } = section;
    const before = document.activeElement;
    return () => {
      if (own?.contains(document.activeElement) === true && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return section;
}

function quotedPlain(quote: string | null, quoteText: string | null): readonly string[] {
  if (quote === null) return [];
  return [quoteText ?? plainOf(quote)];
}

/** Where the pictures of the text are seen: in the browser as long as they were pasted here, else at the server. */
function usePictures(mailboxId: string, files: readonly WrittenFile[]) {
  const known = useRef(new Map<string, string>());
  const latest = useRef(files);
  useEffect(() => {
    latest.current = files;
  });
  useEffect(() => {
    const all = known.current;
    return () => {
      for (const url of all.values()) URL.revokeObjectURL(url);
    };
  }, []);
  return {
    know: (contentId: string, url: string) => known.current.set(contentId, url),
    urlOf: (contentId: string): string | null => {
      const url = known.current.get(contentId);
      if (url !== undefined) return url;
      const file = latest.current.find(({ source }) => source.contentId === contentId);
      return file?.source.kind === "part"
        ? attachmentUrl(mailboxId, file.source.messageId, file.source.part)
        : null;
    },
  };
}

function useDropping(onFiles: (files: readonly File[]) => void) {
  const [dropping, setDropping] = useState(false);
  const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes("Files");
  return {
    dropping,
    onDragOver: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDropping(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
    },
    onDrop: (event: DragEvent) => {
      setDropping(false);
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      onFiles([...event.dataTransfer.files]);
    },
  };
}
