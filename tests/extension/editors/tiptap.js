// TipTap 3 on ProseMirror, as LinkedIn's comments and Bluesky use it.
import { Editor, Node } from "@tiptap/core";
import Mention from "@tiptap/extension-mention";
import StarterKit from "@tiptap/starter-kit";
import { DOT } from "./parts/dot.js";

const Emoji = Node.create({
  name: "emoji",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ alt: {} }),
  parseHTML: () => [{ tag: "img.emoji" }],
  renderHTML: ({ node }) => ["img", { class: "emoji", alt: node.attrs.alt, src: DOT }],
  renderText: ({ node }) => node.attrs.alt,
});

window.startEditor = (place, { label = "Text editor for creating comment" } = {}) => {
  const editor = new Editor({
    element: place,
    extensions: [
      StarterKit,
      Emoji,
      Mention.configure({
        renderText: ({ node }) => `@${node.attrs.label}`,
        renderHTML: ({ node }) => ["span", { class: "mention", contenteditable: "false" }, `@${node.attrs.label}`],
      }),
    ],
    editorProps: { attributes: { role: "textbox", "aria-label": label } },
  });
  window.model = () => editor.getText({ blockSeparator: "\n" });
  window.insertMention = (name) =>
    editor
      .chain()
      .focus()
      .insertContent({ type: "mention", attrs: { id: 1, label: name.replace(/^@/, "") } })
      .run();
  window.insertEmoji = (alt) => editor.chain().focus().insertContent({ type: "emoji", attrs: { alt } }).run();
};
