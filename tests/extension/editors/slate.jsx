// Slate, as several community sites use it: a mention is an inline void.
import React from "react";
import { createRoot } from "react-dom/client";
import { createEditor, Text, Transforms } from "slate";
import { withHistory } from "slate-history";
import { Editable, Slate, withReact } from "slate-react";

const Block = ({ attributes, children, element }) =>
  element.type === "mention" ? (
    <span {...attributes} contentEditable={false}>
      {element.name}
      {children}
    </span>
  ) : (
    <p {...attributes}>{children}</p>
  );

window.startEditor = (place, { label = "Message" } = {}) => {
  const editor = withHistory(withReact(createEditor()));
  const { isVoid, isInline } = editor;
  editor.isVoid = (node) => node.type === "mention" || isVoid(node);
  editor.isInline = (node) => node.type === "mention" || isInline(node);
  createRoot(place).render(
    <Slate editor={editor} initialValue={[{ type: "paragraph", children: [{ text: "" }] }]}>
      <Editable
        renderElement={(props) => <Block {...props} />}
        placeholder="Write something…"
        role="textbox"
        aria-label={label}
      />
    </Slate>,
  );
  const plain = (node) =>
    Text.isText(node) ? node.text : node.type === "mention" ? node.name : node.children.map(plain).join("");
  window.model = () => editor.children.map(plain).join("\n");
  window.insertMention = (name) => {
    Transforms.insertNodes(editor, { type: "mention", name, children: [{ text: "" }] });
    Transforms.move(editor);
  };
};
