// The text: formatted, with a toolbar, or plain. The editor itself isn't React's: it is made once for each window.
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { EditorTools } from "./editor-tools.tsx";
import { type Editor, openEditor } from "./rich-editor.ts";

interface Props {
  readonly html: string;
  readonly urlOf: (contentId: string) => string | null;
  readonly onChange: (html: string) => void;
  readonly onFiles: (files: readonly File[]) => boolean;
  readonly editor: RefObject<Editor | null>;
  readonly focused: boolean;
  readonly readOnly: boolean;
}

export function EditorArea(props: Props) {
  const t = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const [made, setMade] = useState<Editor | null>(null);
  const [, redraw] = useState(0);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const label = t.compose.body;
  useEffect(() => {
    const { current: element } = place;
    if (element === null) return;
    const { html, focused, editor: ref } = latest.current;
    const editor = openEditor({
      ...{ element, html, label },
      urlOf: (contentId) => latest.current.urlOf(contentId),
      onChange: (now) => latest.current.onChange(now),
      onFiles: (files) => latest.current.onFiles(files),
      onSelect: () => redraw((old) => old + 1),
    });
    ref.current = editor;
    setMade(editor);
    if (focused) editor.commands.focus("start", { scrollIntoView: false });
    return () => {
      ref.current = null;
      editor.destroy();
    };
  }, [label]);
  const { readOnly } = props;
  useEffect(() => {
    made?.setEditable(!readOnly, false);
  }, [made, readOnly]);
  return (
    <>
      {made !== null && <EditorTools editor={made} />}
      <div className="compose-editor" ref={place} />
    </>
  );
}

export function PlainArea(props: {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly focused: boolean;
  readonly readOnly: boolean;
}) {
  const t = useTexts();
  const area = useRef<HTMLTextAreaElement>(null);
  const { focused } = props;
  useEffect(() => {
    if (!focused || area.current === null) return;
    area.current.focus();
    area.current.setSelectionRange(0, 0);
  }, [focused]);
  return (
    <textarea
      ref={area}
      className="compose-plain"
      aria-label={t.compose.body}
      value={props.text}
      readOnly={props.readOnly}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
