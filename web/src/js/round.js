// A round of inspection that goes on without a network. What was pressed at a stop is sent at once; if that fails it is kept on
// the device with its key and its time, and sent when the network is back: the key keeps it from being recorded twice. Kept are
// numbers, names of things and the account that made the entry, so that nobody else on the device sends it; nothing else about
// people, and no photos. Forms without this script work as forms do.
const store = "jikim.round";

const load = () => JSON.parse(localStorage.getItem(store) ?? "[]");
const save = (list) => localStorage.setItem(store, JSON.stringify(list));
let sending = false;

function key() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  return [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
}

// send tells what became of an entry: "taken", "refused" with the reason, "login", or "kept" when the server cannot be asked.
async function send(body) {
  try {
    const answer = await fetch("/manage/round", { method: "POST", body, headers: { "X-Round": "1" }, redirect: "manual" });
    if (answer.status === 204) return ["taken"];
    if (answer.type === "opaqueredirect") return ["login"];
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return ["refused", answer.status === 422 ? (await answer.text()).trim() : answer.status];
  } catch {
    // no network
  }
  return ["kept"];
}

export function startRounds() {
  const status = document.querySelector("[data-round-status]");
  if (!status) return;
  try {
    save(load());
  } catch (error) {
    console.warn("entries are not kept", error); // a browser may refuse storage
    return;
  }
  const owner = status.dataset.roundStatus;
  const mine = () => load().filter((e) => e.owner === owner);
  const say = (name, values = {}) => {
    status.textContent = status.dataset[name].replace(/\{(\w+)\}/g, (_, n) => values[n] ?? "");
  };

  // flush sends what was kept, oldest first, and stops where the server cannot be reached.
  async function flush() {
    if (sending || mine().length === 0) return;
    sending = true;
    let sent = 0;
    let why;
    while (mine().length > 0) {
      const [entry] = mine();
      const [result, reason] = await send(new URLSearchParams(entry));
      if (result === "kept" || result === "login") {
        say(result, { n: mine().length });
        sending = false;
        return;
      }
      save(load().filter((e) => e.key !== entry.key));
      if (result === "taken") sent += 1;
      else why = reason;
    }
    sending = false;
    if (why) say("refused", { why });
    else say("sent", { n: sent });
  }

  async function submit(form, button) {
    const fields = new FormData(form);
    if (button?.name) fields.set(button.name, button.value);
    fields.set("at", new Date().toISOString().replace(/\.\d+/, ""));
    const state = form.closest("li").querySelector("[data-round-state]");
    const photo = fields.get("photo");
    const online = new FormData();
    for (const [name, value] of fields) if (name !== "photo" || value.size > 0) online.append(name, value);
    const [result, reason] = await send(online);
    if (result === "refused") {
      state.textContent = status.dataset.refused.replace("{why}", reason);
      return;
    }
    if (result === "taken") {
      state.textContent = status.dataset.recorded;
    } else {
      const kept = Object.fromEntries([...fields].filter(([name]) => name !== "photo"));
      save([...load(), kept]);
      state.textContent = status.dataset.waits + (photo?.size > 0 ? ". " + status.dataset.photo : "");
      say(result, { n: mine().length });
    }
    form.elements.key.value = key(); // what is pressed next is another entry
    const next = document.getElementById(form.dataset.round);
    next?.scrollIntoView();
    next?.focus({ preventScroll: true });
    if (result === "taken") flush();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-round]")) return;
    event.preventDefault();
    const form = event.target;
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    submit(form, event.submitter).finally(() => delete form.dataset.busy);
  });
  addEventListener("online", flush);
  flush();
}
