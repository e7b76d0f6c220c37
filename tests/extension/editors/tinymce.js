// TinyMCE in its own iframe, as member forums use it.
import tinymce from "tinymce";
import "tinymce/icons/default";
import "tinymce/models/dom";
import "tinymce/themes/silver";
import { DOT } from "./parts/dot.js";

window.startEditor = async (place) => {
  const field = document.createElement("textarea");
  place.append(field);
  // Its skin is left out; without it the frame would lie under the page.
  const style = document.createElement("style");
  style.textContent =
    ".tox-tinymce{height:auto!important;visibility:visible!important} iframe{position:relative;z-index:1;width:600px;height:150px}";
  document.head.append(style);
  const [editor] = await tinymce.init({
    target: field,
    license_key: "gpl",
    skin: false,
    content_css: false,
    menubar: false,
    statusbar: false,
    toolbar: "bold italic",
    promotion: false,
    height: 220,
  });
  window.insertMention = (name) => editor.insertContent(`<span class="mention">${name}</span>`);
  window.insertEmoji = (alt) => editor.insertContent(`<img class="emoji" alt="${alt}" src="${DOT}">`);
  // TinyMCE's text has an empty line between paragraphs; the draft has one line break.
  const plain = (node) => node.alt || (node.data ?? [...node.childNodes].map(plain).join(""));
  window.model = () =>
    [...editor.getBody().children]
      .map((block) =>
        plain(block)
          .replace(/[\uFEFF\u200B]/g, "")
          .replace(/\u00A0/g, " "),
      )
      .join("\n");
};
