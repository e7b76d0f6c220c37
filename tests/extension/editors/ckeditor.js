// CKEditor 5, as community platforms and intranets use it.
import { ClassicEditor, Essentials, ImageInline, Mention, Paragraph } from "ckeditor5";
import { DOT } from "./parts/dot.js";

window.startEditor = async (place) => {
  const source = document.createElement("div");
  place.append(source);
  const editor = await ClassicEditor.create(source, {
    licenseKey: "GPL",
    plugins: [Essentials, Paragraph, Mention, ImageInline],
    toolbar: ["undo", "redo"],
    mention: { feeds: [{ marker: "@", feed: [] }] },
  });
  const plain = (node) =>
    node.is("$text") ? node.data : (node.getAttribute("alt") ?? [...node.getChildren()].map(plain).join(""));
  window.model = () => [...editor.model.document.getRoot().getChildren()].map(plain).join("\n");
  window.insertMention = (name) => editor.execute("mention", { marker: "@", mention: { id: name, text: name } });
  window.insertEmoji = (alt) =>
    editor.model.change((writer) => {
      const emoji = writer.createElement("imageInline", { src: DOT, alt });
      editor.model.insertObject(emoji, null, null, { setSelection: "after" });
    });
};
