// Lexical, as Facebook, Instagram and Threads use it.
import { createEmptyHistoryState, registerHistory } from "@lexical/history";
import { registerRichText } from "@lexical/rich-text";
import { $createTextNode, $getRoot, $getSelection, $isRangeSelection, createEditor, DecoratorNode } from "lexical";
import { DOT } from "./parts/dot.js";

class Emoji extends DecoratorNode {
  static getType() {
    return "emoji";
  }
  static clone(node) {
    return new Emoji(node.alt, node.__key);
  }
  constructor(alt, key) {
    super(key);
    this.alt = alt;
  }
  createDOM() {
    return Object.assign(document.createElement("img"), { alt: this.alt, src: DOT });
  }
  updateDOM() {
    return false;
  }
  isInline() {
    return true;
  }
  getTextContent() {
    return this.alt;
  }
  decorate() {
    return null;
  }
}

window.startEditor = (place, { label = "Create a public post…" } = {}) => {
  const box = document.createElement("div");
  box.contentEditable = "true";
  box.setAttribute("role", "textbox");
  box.setAttribute("aria-label", label);
  place.append(box);
  const editor = createEditor({ namespace: "post", nodes: [Emoji], onError: (error) => console.error(error) });
  editor.setRootElement(box);
  registerRichText(editor);
  registerHistory(editor, createEmptyHistoryState(), 300);
  window.model = () =>
    editor.getEditorState().read(() =>
      $getRoot()
        .getChildren()
        .map((block) => block.getTextContent())
        .join("\n"),
    );
  const insert = (make) => (name) =>
    editor.update(() => {
      const selection = $getSelection();
      if ($isRangeSelection(selection)) selection.insertNodes([make(name)]);
    });
  window.insertMention = insert((name) => $createTextNode(name).setMode("token"));
  window.insertEmoji = insert((alt) => new Emoji(alt));
};
