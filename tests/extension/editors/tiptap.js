// TipTap 3 on ProseMirror, as LinkedIn's comments and Bluesky use it.
import { Editor } from "@tiptap/core";
import Mention from "@tiptap/extension-mention";
import StarterKit from "@tiptap/starter-kit";

window.startEditor = (place, { label = "Text editor for creating comment" } = {}) => {
  const editor = new Editor({
    element: place,
    extensions: [
      StarterKit,
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
};
