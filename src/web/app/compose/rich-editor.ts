// The editor of formatted text, as one object: TipTap with the few marks and blocks that a mail needs. Loaded with the
// first compose window.
import { Editor, Extension, mergeAttributes, Node } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { UndoRedo } from "@tiptap/extensions";
import { Plugin } from "@tiptap/pm/state";
import { editable } from "./plain-writing.ts";

export type { Editor };

/** Lines of a mail are div elements: p has margins of its own in every mail program. */
const Line = Paragraph.extend({
  renderHTML({ HTMLAttributes }) {
    return ["div", mergeAttributes(HTMLAttributes), 0];
  },
});

/** Tab leads on, in a list as elsewhere: who tabs through the window must not change the text on the way. */
const Item = ListItem.extend({
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      "Mod-]": () => this.editor.commands.sinkListItem(this.name),
      "Mod-[": () => this.editor.commands.liftListItem(this.name),
    };
  },
});

/** Not Ctrl+Enter too, which sends. */
const LineBreak = HardBreak.extend({
  addKeyboardShortcuts() {
    return { "Shift-Enter": () => this.editor.commands.setHardBreak() };
  },
});

/** Read-only, nothing changes the text: no button either, nor another signature. */
const ReadOnly = Extension.create({
  name: "readOnly",
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        filterTransaction: ({ docChanged }) => !docChanged || editor.isEditable,
        props: {
          attributes: (): Record<string, string> => (editor.isEditable ? {} : { "aria-readonly": "true" }),
        },
      }),
    ];
  },
});

/** What changes with the address that one writes from. */
const Signature = Node.create({
  name: "signature",
  group: "block",
  content: "block+",
  defining: true,
  parseHTML: () => [{ tag: "div.signature" }, { tag: "div.gmail_signature" }, { tag: "div.moz-signature" }],
  renderHTML: () => ["div", { class: "signature" }, 0],
});

/** A picture that goes with the message: named by Content-ID there, shown from `urlOf` here. */
function pictureNode(urlOf: (contentId: string) => string | null) {
  return Node.create({
    name: "picture",
    group: "inline",
    inline: true,
    draggable: true,
    addAttributes: () => ({ contentId: { default: "" }, alt: { default: "" } }),
    parseHTML: () => [
      {
        tag: "img[src^='cid:']",
        getAttrs: (element) => ({
          contentId: element.getAttribute("src")?.slice("cid:".length) ?? "",
          alt: element.getAttribute("alt") ?? "",
        }),
      },
    ],
    renderHTML: ({ node }) => ["img", { src: `cid:${node.attrs.contentId}`, alt: node.attrs.alt }],
    addNodeView:
      () =>
      ({ node }) => {
        const dom = document.createElement("img");
        dom.src = urlOf(String(node.attrs.contentId)) ?? "";
        dom.alt = String(node.attrs.alt);
        return { dom };
      },
  });
}

export interface EditorInput {
  readonly element: HTMLElement;
  readonly html: string;
  readonly label: string;
  readonly urlOf: (contentId: string) => string | null;
  readonly onChange: (html: string) => void;
  /** True when they were taken. */
  readonly onFiles: (files: readonly File[]) => boolean;
  /** The selection or what it is in has changed. */
  readonly onSelect: () => void;
}

export function openEditor(input: EditorInput): Editor {
  return new Editor({
    element: input.element,
    content: editable(input.html),
    // The pages' policy allows styles, and ours are in compose.css.
    injectCSS: false,
    // Also while it is read-only: it keeps the focus.
    coreExtensionOptions: { tabindex: { value: "0" } },
    extensions: [
      ...[Document, Line, Text, Bold, Italic, Blockquote, LineBreak, UndoRedo, Signature],
      ...[BulletList, OrderedList, Item, ListKeymap, ReadOnly],
      Link.configure({
        openOnClick: false,
        autolink: true,
        protocols: ["mailto", "tel"],
        HTMLAttributes: { target: null, rel: null, class: null },
      }),
      pictureNode(input.urlOf),
    ],
    editorProps: {
      attributes: {
        "aria-label": input.label,
        "aria-multiline": "true",
        role: "textbox",
        spellcheck: "true",
      },
      handlePaste: (_, event) => takeFiles(event.clipboardData, input.onFiles),
      handleDrop: (_, event, __, moved) => !moved && takeFiles(event.dataTransfer, input.onFiles),
    },
    onUpdate: ({ editor }) => input.onChange(editor.isEmpty ? "" : editor.getHTML()),
    onSelectionUpdate: input.onSelect,
    onTransaction: input.onSelect,
  });
}

/** Text that was copied together with a picture of itself is text. */
function takeFiles(data: DataTransfer | null, onFiles: EditorInput["onFiles"]): boolean {
  const files = [...(data?.files ?? [])];
  if (files.length === 0 || (data?.types.includes("text/html") ?? false)) return false;
  return onFiles(files);
}

export function showPicture(editor: Editor, contentId: string, alt: string): void {
  editor.chain().focus().insertContent({ type: "picture", attrs: { contentId, alt } }).run();
}

/** Puts another signature where the last one is, else at the end. */
export function showSignature(editor: Editor, html: string): void {
  const { doc } = editor.state;
  let from = doc.content.size;
  let to = from;
  doc.descendants((node, at) => {
    if (node.type.name !== "signature") return true;
    from = at;
    to = at + node.nodeSize;
    return false;
  });
  const content = html === "" ? "" : `<div class="signature">${html}</div>`;
  editor.chain().insertContentAt({ from, to }, content, { updateSelection: false }).run();
}

export function appendHtml(editor: Editor, html: string): void {
  editor.chain().insertContentAt(editor.state.doc.content.size, editable(html)).run();
}
