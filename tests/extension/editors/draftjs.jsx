// Draft.js, as X and Pinterest use it: hashtags are decorated, a mention is an immutable entity.
import { CompositeDecorator, Editor, EditorState, Modifier } from "draft-js";
import React from "react";
import ReactDOM from "react-dom";

const Hashtag = (props) => <span style={{ color: "#1d9bf0" }}>{props.children}</span>;
const Mention = (props) => <span style={{ color: "#1d9bf0" }}>{props.children}</span>;
const decorator = new CompositeDecorator([
  {
    strategy: (block, found) => {
      for (const tag of block.getText().matchAll(/#\w+/g)) found(tag.index, tag.index + tag[0].length);
    },
    component: Hashtag,
  },
  {
    strategy: (block, found, content) =>
      block.findEntityRanges((letter) => {
        const key = letter.getEntity();
        return key !== null && content.getEntity(key).getType() === "mention";
      }, found),
    component: Mention,
  },
]);

window.startEditor = (place, { label = "Post text" } = {}) => {
  let state = EditorState.createEmpty(decorator);
  const Box = () => {
    const [shown, setShown] = React.useState(state);
    const change = (next) => {
      state = next;
      setShown(next);
    };
    window.insertMention = (name) => {
      const content = state.getCurrentContent().createEntity("mention", "IMMUTABLE", {});
      const key = content.getLastCreatedEntityKey();
      const next = Modifier.insertText(content, state.getSelection(), name, null, key);
      change(EditorState.push(state, next, "insert-characters"));
    };
    return (
      <Editor editorState={shown} onChange={change} ariaLabel={label} role="textbox" placeholder="What is happening?" />
    );
  };
  ReactDOM.render(<Box />, place);
  window.model = () => state.getCurrentContent().getPlainText("\n");
};
