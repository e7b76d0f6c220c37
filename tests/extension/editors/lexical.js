// Lexical, as Facebook, Instagram and Threads use it.
import { createEmptyHistoryState, registerHistory } from "@lexical/history";
import { registerRichText } from "@lexical/rich-text";
import { $createTextNode, $getRoot, $getSelection, $isRangeSelection, createEditor } from "lexical";

window.startEditor = (place, { label = "Create a public post…" } = {}) => {
  const box = document.createElement("div");
  box.contentEditable = "true";
  box.setAttribute("role", "textbox");
  box.setAttribute("aria-label", label);
  place.append(box);
  const editor = createEditor({ namespace: "post", onError: (error) => console.error(error) });
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
  window.insertMention = (name) =>
    editor.update(() => {
      const selection = $getSelection();
      if ($isRangeSelection(selection)) selection.insertNodes([$createTextNode(name).setMode("token")]);
    });
};
