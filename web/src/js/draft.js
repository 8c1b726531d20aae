// A form with data-draft="name" keeps what was typed on this computer, until it is sent, discarded or a day old.
// Passwords, files, hidden fields and fields with data-draft="no" are never kept.
const day = 24 * 60 * 60 * 1000;
const prefix = "draft.";

function fields(form) {
  return [...form.elements].filter(
    (e) => e.name && e.dataset.draft !== "no" && !["password", "file", "hidden", "submit", "button"].includes(e.type),
  );
}

const chosen = (e) => (e.type === "checkbox" || e.type === "radio" ? e.checked : true);

function save(form) {
  const values = fields(form).filter((e) => chosen(e) && e.value !== "").map((e) => [e.name, e.value]);
  localStorage.setItem(prefix + form.dataset.draft, JSON.stringify({ at: Date.now(), values }));
}

// restore fills the form and says whether anything came back. What the server has filled in wins.
function restore(form) {
  const draft = JSON.parse(localStorage.getItem(prefix + form.dataset.draft) ?? "null");
  if (!draft || Date.now() - draft.at > day) return false;
  let restored = false;
  for (const e of fields(form)) {
    const values = draft.values.filter(([name]) => name === e.name).map(([, value]) => value);
    if (e.type === "checkbox" || e.type === "radio") {
      if (values.includes(e.value) && !e.checked) e.checked = restored = true;
    } else if (values.length > 0 && e.value === e.defaultValue && (e.value === "" || e.tagName === "SELECT")) {
      if (e.value !== values[0]) restored = true;
      e.value = values[0];
    }
  }
  return restored;
}

function forgetOld() {
  const sent = sessionStorage.getItem("draft-sent");
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(prefix))) {
    const name = key.slice(prefix.length);
    const { at } = JSON.parse(localStorage.getItem(key));
    // A sent form that comes back was rejected, so its draft is still wanted.
    const accepted = name === sent && !document.querySelector(`form[data-draft="${CSS.escape(name)}"]`);
    if (accepted || Date.now() - at > day) localStorage.removeItem(key);
  }
  sessionStorage.removeItem("draft-sent");
}

function watch(form) {
  const note = form.querySelector("[data-draft-note]");
  if (restore(form)) {
    if (note) note.hidden = false;
    for (const e of fields(form)) e.dispatchEvent(new Event("input", { bubbles: true }));
  }
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(form), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save(form);
    sessionStorage.setItem("draft-sent", form.dataset.draft);
  });
  form.querySelector("[data-draft-discard]")?.addEventListener("click", () => {
    clearTimeout(timer);
    localStorage.removeItem(prefix + form.dataset.draft);
    form.reset();
    if (note) note.hidden = true;
    fields(form)[0]?.focus();
  });
}

export function startDrafts() {
  try {
    forgetOld();
    document.querySelectorAll("form[data-draft]").forEach(watch);
  } catch (error) {
    // Private windows and full disks refuse storage; the form works without drafts.
    console.warn("drafts are off", error);
  }
}
