// Slate, as several community sites use it: a mention is an inline void.
import React from "react";
import { createRoot } from "react-dom/client";
import { createEditor, Text, Transforms } from "slate";
import { withHistory } from "slate-history";
import { Editable, Slate, withReact } from "slate-react";
import { DOT } from "./parts/dot.js";

const Block = ({ attributes, children, element }) =>
  element.type === "mention" ? (
    <span {...attributes} contentEditable={false}>
      {element.name}
      {children}
    </span>
  ) : (
    <p {...attributes}>{children}</p>
  );

const Emoji = ({ attributes, children, element }) => (
  <span {...attributes} contentEditable={false}>
    <img alt={element.name} src={DOT} />
    {children}
  </span>
);

window.startEditor = (place, { label = "Message" } = {}) => {
  const editor = withHistory(withReact(createEditor()));
  const { isVoid, isInline } = editor;
  editor.isVoid = (node) => "name" in node || isVoid(node);
  editor.isInline = (node) => "name" in node || isInline(node);
  createRoot(place).render(
    <Slate editor={editor} initialValue={[{ type: "paragraph", children: [{ text: "" }] }]}>
      <Editable
        renderElement={(props) => (props.element.type === "emoji" ? <Emoji {...props} /> : <Block {...props} />)}
        placeholder="Write something…"
        role="textbox"
        aria-label={label}
      />
    </Slate>,
  );
  const plain = (node) => (Text.isText(node) ? node.text : (node.name ?? node.children.map(plain).join("")));
  window.model = () => editor.children.map(plain).join("\n");
  const insert = (type) => (name) => {
    Transforms.insertNodes(editor, { type, name, children: [{ text: "" }] });
    Transforms.move(editor);
  };
  window.insertMention = insert("mention");
  window.insertEmoji = insert("emoji");
};
