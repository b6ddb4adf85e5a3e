/** Images of blocks: only what this machine serves can be shown; anything else leaves its words. */

import { fileAddress } from "./api.js";
import { h } from "./dom.js";
import { link } from "./mrkdwn.js";
import { store } from "./store.js";

function address(block) {
  const file = block.slack_file;
  if (file?.id) return fileAddress(file, store.me.id);
  const text = file?.url || block.image_url || "";
  const inside = /\/files-pri\/[^/]*?-?(F[A-Z0-9]+)\//.exec(text);
  return inside ? fileAddress({ id: inside[1] }, store.me.id) : text;
}

/** An image element or block. @param {string} look `thumb` beside text, `small` in a context, or full width */
export function image(block, look = "") {
  const source = address(block);
  const missing = () =>
    picture.replaceWith(
      h("span", { class: `image-missing ${look}` }, link(block.image_url, block.alt_text || "image")),
    );
  const picture = h("img", {
    class: `image ${look}`,
    src: source,
    alt: block.alt_text || "",
    loading: "lazy",
    on: { error: () => missing() },
  });
  return picture;
}
