import "./compose.css";
// A signature, formatted as a message is.
import { useEffect, useRef, useState } from "react";
import { EditorTools } from "./editor-tools.tsx";
import { type Editor, openEditor } from "./rich-editor.ts";

export function SignatureField(props: {
  readonly label: string;
  readonly html: string;
  readonly onChange: (html: string) => void;
}) {
  const { label } = props;
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [, redraw] = useState(0);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const { current: element } = place;
    if (element === null) return;
    const made = openEditor({
      ...{ element, label, html: latest.current.html },
      urlOf: () => null,
      onChange: (html) => latest.current.onChange(html),
      onFiles: () => false,
      onSelect: () => redraw((old) => old + 1),
    });
    setEditor(made);
    return () => made.destroy();
  }, [label]);
  return (
    <div>
      <span className="signature-label" aria-hidden="true">
        {label}
      </span>
      <div className="signature-field">
        {editor !== null && <EditorTools editor={editor} />}
        <div className="compose-editor" ref={place} />
      </div>
    </div>
  );
}
