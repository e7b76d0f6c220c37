// CKEditor 5, as community platforms and intranets use it.
import { ClassicEditor, Essentials, Mention, Paragraph } from "ckeditor5";

window.startEditor = async (place) => {
  const source = document.createElement("div");
  place.append(source);
  const editor = await ClassicEditor.create(source, {
    licenseKey: "GPL",
    plugins: [Essentials, Paragraph, Mention],
    toolbar: ["undo", "redo"],
    mention: { feeds: [{ marker: "@", feed: [] }] },
  });
  const plain = (node) => (node.is("$text") ? node.data : [...node.getChildren()].map(plain).join(""));
  window.model = () => [...editor.model.document.getRoot().getChildren()].map(plain).join("\n");
  window.insertMention = (name) => editor.execute("mention", { marker: "@", mention: { id: name, text: name } });
};
