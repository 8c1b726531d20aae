// A form with data-draft="name" keeps what was typed in this tab of the browser, until it was taken, is discarded, or the tab
// is closed: others may use the computer next. Passwords, files, hidden fields and fields with data-draft="no" are never kept.
// A page with [data-not-taken], such as a login that came instead, says that what was sent was not taken.
const prefix = "draft.";
const marker = "draft-sent";
const timers = new Map(); // of forms whose last words are not saved yet

function fields(form) {
  return [...form.elements].filter(
    (e) => e.name && e.dataset.draft !== "no" && !["password", "file", "hidden", "submit", "button"].includes(e.type),
  );
}

const chosen = (e) => (e.type === "checkbox" || e.type === "radio" ? e.checked : true);

function settle(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

function save(form) {
  settle(form);
  const values = fields(form).filter((e) => chosen(e) && e.value !== "").map((e) => [e.name, e.value]);
  sessionStorage.setItem(prefix + form.dataset.draft, JSON.stringify(values));
}

// restore fills the form and says whether anything came back. What the server has filled in wins.
function restore(form) {
  const draft = JSON.parse(sessionStorage.getItem(prefix + form.dataset.draft) ?? "[]");
  let restored = false;
  for (const e of fields(form)) {
    const values = draft.filter(([name]) => name === e.name).map(([, value]) => value);
    if (e.type === "checkbox" || e.type === "radio") {
      if (values.includes(e.value) && !e.checked) e.checked = restored = true;
    } else if (values.length > 0 && e.value === e.defaultValue && (e.value === "" || e.tagName === "SELECT")) {
      if (e.value !== values[0]) restored = true;
      e.value = values[0];
    }
  }
  return restored;
}

// forget drops the draft of a form that was taken: it was sent, and neither it nor a refusal came back.
function forget() {
  const sent = sessionStorage.getItem(marker);
  if (!sent || document.querySelector(`form[data-draft="${CSS.escape(sent)}"]`)) return;
  if (!document.querySelector("[data-not-taken]")) sessionStorage.removeItem(prefix + sent);
  sessionStorage.removeItem(marker);
}

// offer gives back what was typed into a form that has just appeared.
function offer(form) {
  form.dataset.draftOffered = form.dataset.draft;
  if (!restore(form)) return;
  const note = form.querySelector("[data-draft-note]");
  if (note) note.hidden = false;
  for (const e of fields(form)) e.dispatchEvent(new Event("input", { bubbles: true }));
}

function look() {
  forget();
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (form.dataset.draftOffered !== form.dataset.draft) offer(form);
  }
}

function discard(form) {
  settle(form);
  sessionStorage.removeItem(prefix + form.dataset.draft);
  form.reset();
  form.querySelector("[data-draft-note]").hidden = true;
  fields(form)[0]?.focus();
}

function end() {
  [...timers.keys()].forEach(settle);
  for (const key of Object.keys(sessionStorage).filter((k) => k.startsWith(prefix))) sessionStorage.removeItem(key);
}

export function startDrafts() {
  try {
    look();
  } catch (error) {
    // A browser may refuse storage; forms work without drafts.
    console.warn("drafts are off", error);
    return;
  }
  // Forms come and go without the page being loaded.
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("input", ({ target }) => {
    const form = target.closest?.("form[data-draft]");
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => save(form), 400));
  });
  document.addEventListener(
    "submit",
    ({ target }) => {
      if (target.matches("[data-drafts-end]")) end();
      if (!target.matches("form[data-draft]")) return;
      save(target);
      sessionStorage.setItem(marker, target.dataset.draft);
    },
    true,
  );
  // A page may go by itself right after a word was typed, to the login for instance.
  addEventListener("pagehide", () => [...timers.keys()].forEach(save));
  document.addEventListener("click", ({ target }) => {
    const form = target.closest?.("[data-draft-discard]")?.closest("form");
    if (form) discard(form);
  });
}
