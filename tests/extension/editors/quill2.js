// Quill 2, as LinkedIn's post box uses it (2 today, 1 before): a mention is an embed with zero-width guards around it.
import Quill from "quill2";

const Embed = Quill.import("blots/embed");
class Mention extends Embed {
  static blotName = "mention";
  static tagName = "span";
  static create(name) {
    const node = super.create();
    node.dataset.name = name;
    node.textContent = name;
    return node;
  }
  static value(node) {
    return node.dataset.name;
  }
}
Quill.register(Mention);

window.startEditor = (place, { label = "Text editor for creating content" } = {}) => {
  const holder = document.createElement("div");
  place.append(holder);
  const quill = new Quill(holder, { placeholder: "What do you want to talk about?" });
  quill.root.setAttribute("role", "textbox");
  quill.root.setAttribute("aria-label", label);
  window.model = () =>
    quill
      .getContents()
      .ops.map(({ insert }) => (typeof insert === "string" ? insert : insert.mention))
      .join("")
      .replace(/\n$/, "");
  window.insertMention = (name) => {
    const { index } = quill.getSelection(true);
    quill.insertEmbed(index, "mention", name, "user");
    quill.setSelection(index + 1);
  };
};
