// Quill, in either version, as LinkedIn's post box uses it (2 today, 1 before): a mention is an embed with zero-width guards around it.
import { DOT } from "./dot.js";

export function start(Quill) {
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
  class Emoji extends Embed {
    static blotName = "emoji";
    static tagName = "img";
    static className = "emoji";
    static create(alt) {
      return Object.assign(super.create(), { alt, src: DOT });
    }
    static value(node) {
      return node.alt;
    }
  }
  Quill.register(Emoji);

  window.startEditor = (place, { label = "Text editor for creating content" } = {}) => {
    const holder = document.createElement("div");
    place.append(holder);
    const quill = new Quill(holder, { placeholder: "What do you want to talk about?" });
    quill.root.setAttribute("role", "textbox");
    quill.root.setAttribute("aria-label", label);
    window.model = () =>
      quill
        .getContents()
        .ops.map(({ insert }) => (typeof insert === "string" ? insert : (insert.mention ?? insert.emoji)))
        .join("")
        .replace(/\n$/, "");
    const embed = (kind) => (value) => {
      const { index } = quill.getSelection(true);
      quill.insertEmbed(index, kind, value, "user");
      quill.setSelection(index + 1);
    };
    window.insertMention = embed("mention");
    window.insertEmoji = embed("emoji");
  };
}
