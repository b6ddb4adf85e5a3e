// Filter a list by typing, ask before what cannot be undone, and keep what was typed when QuickBooks refuses it.
const filter = document.querySelector("input[data-filter]");

filter?.addEventListener("input", () => {
  const wanted = filter.value.trim().toLowerCase();
  for (const row of document.querySelectorAll("main table tbody tr")) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
  } else if (form.method === "post") {
    const typed = [...new FormData(form)].filter(([name]) => !["password", "override"].includes(name));
    sessionStorage.setItem("typed", JSON.stringify({ action: form.action, typed }));
  }
});

const sent = JSON.parse(sessionStorage.getItem("typed") ?? "null");
sessionStorage.removeItem("typed");
if (sent && document.querySelector(".refused")) {
  const fields = new Map(sent.typed);
  const same = (form) => form.action === sent.action && (form.elements.id?.value ?? "") === (fields.get("id") ?? "");
  const form = [...document.forms].find(same);
  for (const [name, value] of form ? fields : []) {
    if (form.elements[name]) form.elements[name].value = value;
  }
}
