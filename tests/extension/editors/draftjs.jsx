// Draft.js, as X and Pinterest use it: hashtags are decorated, an emoji is text under a picture, a mention an immutable entity.
import { CompositeDecorator, Editor, EditorState, Modifier } from "draft-js";
import React from "react";
import ReactDOM from "react-dom";
import { DOT } from "./parts/dot.js";

const Hashtag = (props) => <span style={{ color: "#1d9bf0" }}>{props.children}</span>;
const Mention = (props) => <span style={{ color: "#1d9bf0" }}>{props.children}</span>;
const Emoji = (props) => (
  <span style={{ background: `url("${DOT}") center / 1em no-repeat` }}>
    <span style={{ clipPath: "circle(0%)" }}>{props.children}</span>
  </span>
);
const found = (pattern) => (block, tell) => {
  for (const one of block.getText().matchAll(pattern)) tell(one.index, one.index + one[0].length);
};
const decorator = new CompositeDecorator([
  { strategy: found(/#\w+/g), component: Hashtag },
  { strategy: found(/\p{RGI_Emoji}/gv), component: Emoji },
  {
    strategy: (block, tell, content) =>
      block.findEntityRanges((letter) => {
        const key = letter.getEntity();
        return key !== null && content.getEntity(key).getType() === "mention";
      }, tell),
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
    const insert = (content, words, entity) => {
      const next = Modifier.insertText(content, state.getSelection(), words, null, entity);
      change(EditorState.push(state, next, "insert-characters"));
    };
    window.insertMention = (name) => {
      const content = state.getCurrentContent().createEntity("mention", "IMMUTABLE", {});
      insert(content, name, content.getLastCreatedEntityKey());
    };
    window.insertEmoji = (emoji) => insert(state.getCurrentContent(), emoji);
    return (
      <Editor editorState={shown} onChange={change} ariaLabel={label} role="textbox" placeholder="What is happening?" />
    );
  };
  ReactDOM.render(<Box />, place);
  window.model = () => state.getCurrentContent().getPlainText("\n");
};
