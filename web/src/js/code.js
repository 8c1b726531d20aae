// While a one-time code is on its way, asks every two seconds what has become of it, for a minute at most. Without scripts a
// button does the same.
const every = 2000;
const most = 30;

export function startCodes() {
  const state = document.querySelector("[data-code]");
  if (!state) return;
  let asked = 0;
  const ask = async () => {
    try {
      const answer = await fetch(state.dataset.code);
      if (answer.ok) {
        const { outcome, text } = await answer.json();
        if (outcome !== "pending") {
          show(state, outcome, text);
          document.querySelector("[data-code-look]")?.remove();
          return;
        }
      }
    } catch {
      // the network comes back or the button is pressed
    }
    if (++asked < most) setTimeout(ask, every);
  };
  setTimeout(ask, every / 4);
}

// show gives the outcome its words, its colour and its shape.
function show(state, outcome, text) {
  state.querySelector("p").textContent = text;
  const shape = state.querySelector(`template[data-outcome="${outcome}"]`);
  if (!shape) return;
  state.classList.replace("info", shape.dataset.kind);
  state.querySelector(":scope > :not(p, template)")?.replaceWith(shape.content.cloneNode(true));
}
