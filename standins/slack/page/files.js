/** Files: how they look in a message, and dropping them anywhere. */

import { fileAddress } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { store } from "./store.js";

/** "4.2 kB", in thousands as people count. */
export function sizeText(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  return `${Number((bytes / 1000 ** step).toFixed(step ? 1 : 0))} ${units[step]}`;
}

const kindOf = (file) =>
  (file.pretty_type || file.filetype || (file.name || "").split(".").at(-1) || "file").toUpperCase();

/** A file in a message: a picture as a picture, the rest as a card to download. */
export function fileCard(file) {
  const href = fileAddress(file, store.me.id);
  const name = file.title || file.name;
  const card = h(
    "a",
    { class: "file", href, download: file.name, "aria-label": `Download ${name}` },
    h("span", { class: `file-mark ${kindOf(file).toLowerCase()}` }, icon("file")),
    h(
      "span",
      { class: "file-text" },
      h("span", { class: "file-name" }, name),
      h("span", { class: "file-detail" }, [kindOf(file), sizeText(file.size)].filter(Boolean).join(" · ")),
    ),
    icon("download"),
  );
  if (!(file.mimetype || "").startsWith("image/"))
    return h("div", { class: "file-holder", dataset: { testid: "file", fileId: file.id } }, card);
  return h(
    "figure",
    { class: "file-holder", dataset: { testid: "file", fileId: file.id } },
    h("figcaption", { class: "file-caption" }, name, " ", h("span", { class: "muted" }, sizeText(file.size))),
    h(
      "a",
      { href, target: "_blank", rel: "noopener" },
      h("img", { class: "file-image", src: href, alt: file.alt_txt || name }),
    ),
  );
}

/** Small removable cards of files that are chosen and not yet sent. */
export function chosenFiles(files, remove) {
  return files.map((file) =>
    h(
      "li",
      { class: "chosen-file" },
      icon("file"),
      h("span", { class: "file-name" }, file.name),
      h("span", { class: "muted" }, sizeText(file.size)),
      iconButton("close", `Remove ${file.name}`, () => remove(file)),
    ),
  );
}

/** Let files be dropped on `zone`; while they hover it says so. @param {(files: File[]) => void} take */
export function acceptDrops(zone, take) {
  let depth = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  const mark = (change) => {
    depth = Math.max(0, depth + change);
    zone.classList.toggle("dropping", depth > 0);
  };
  zone.addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      mark(1);
    }
  });
  zone.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  zone.addEventListener("dragleave", (event) => {
    if (carriesFiles(event)) mark(-1);
  });
  zone.addEventListener("drop", (event) => {
    mark(-depth);
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    take([...event.dataTransfer.files]);
  });
}
