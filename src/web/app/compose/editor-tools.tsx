import { Tooltip } from "@mantine/core";
import { useId, useState } from "react";
import { Icon, type IconName } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import type { Editor } from "./rich-editor.ts";

interface Tool {
  readonly name: "bold" | "italic" | "bulletList" | "orderedList" | "blockquote";
  readonly icon: IconName;
  readonly keys: string;
  readonly run: (editor: Editor) => void;
}

const TOOLS: readonly Tool[] = [
  { name: "bold", icon: "bold", keys: "Control+B", run: (e) => e.chain().focus().toggleBold().run() },
  { name: "italic", icon: "italic", keys: "Control+I", run: (e) => e.chain().focus().toggleItalic().run() },
  {
    ...{ name: "bulletList", icon: "bullets", keys: "Control+Shift+8" },
    run: (e) => e.chain().focus().toggleBulletList().run(),
  },
  {
    ...{ name: "orderedList", icon: "numbers", keys: "Control+Shift+7" },
    run: (e) => e.chain().focus().toggleOrderedList().run(),
  },
  {
    ...{ name: "blockquote", icon: "quote", keys: "Control+Shift+B" },
    run: (e) => e.chain().focus().toggleBlockquote().run(),
  },
];

/** Drawn anew with each step of the editor: pressed is what the selection has. */
export function EditorTools({ editor }: { readonly editor: Editor }) {
  const t = useTexts();
  const [linking, setLinking] = useState(false);
  const isLink = editor.isActive("link");
  return (
    <div className="compose-tools" role="toolbar" aria-label={t.compose.formatting}>
      {TOOLS.map((tool) => (
        <ToolButton
          key={tool.name}
          label={t.compose.tools[tool.name]}
          icon={tool.icon}
          keys={tool.keys}
          pressed={editor.isActive(tool.name)}
          onClick={() => tool.run(editor)}
        />
      ))}
      <ToolButton
        label={isLink ? t.compose.tools.unlink : t.compose.tools.link}
        icon="chain"
        pressed={isLink}
        onClick={() => {
          if (isLink) editor.chain().focus().extendMarkRange("link").unsetLink().run();
          else setLinking(true);
        }}
      />
      {linking && (
        <LinkField
          onDone={(href) => {
            setLinking(false);
            if (href !== null) setLink(editor, href);
            else editor.commands.focus();
          }}
        />
      )}
    </div>
  );
}

function ToolButton(props: {
  readonly label: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly pressed: boolean;
  readonly onClick: () => void;
}) {
  const { label, keys, icon } = props;
  const shown = keys === undefined ? label : `${label} (${keys.replace("Control", "Ctrl")})`;
  return (
    <Tooltip label={shown} openDelay={400} events={{ hover: true, focus: true, touch: false }}>
      <button
        type="button"
        className="compose-tool"
        aria-label={label}
        aria-pressed={props.pressed}
        aria-keyshortcuts={keys}
        // The selection stays where it is.
        onMouseDown={(event) => event.preventDefault()}
        onClick={props.onClick}
      >
        <Icon name={icon} size={16} />
      </button>
    </Tooltip>
  );
}

function LinkField({ onDone }: { readonly onDone: (href: string | null) => void }) {
  const t = useTexts();
  const [href, setHref] = useState("");
  const id = useId();
  return (
    <form
      className="compose-link"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(linkOf(href));
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone(null);
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        {t.compose.linkAddress}
      </label>
      <input
        id={id}
        // biome-ignore lint/a11y/noAutofocus: it was asked for by the button before it.
        autoFocus
        inputMode="url"
        placeholder="https://"
        value={href}
        onChange={(event) => setHref(event.currentTarget.value)}
      />
      <button type="submit">{t.compose.setLink}</button>
    </form>
  );
}

function linkOf(typed: string): string | null {
  const text = typed.trim();
  if (text === "") return null;
  if (/^(?:https?:\/\/|mailto:|tel:)/i.test(text)) return text;
  return text.includes("@") ? `mailto:${text}` : `https://${text}`;
}

/** Of nothing selected its address is the text. */
function setLink(editor: Editor, href: string): void {
  const isEmpty = editor.state.selection.empty;
  const chain = editor.chain().focus();
  if (!isEmpty) chain.extendMarkRange("link").setLink({ href }).run();
  else {
    const text = href.replace(/^mailto:/, "");
    chain.insertContent([{ type: "text", text, marks: [{ type: "link", attrs: { href } }] }]).run();
  }
}
