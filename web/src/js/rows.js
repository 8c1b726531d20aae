// Moving through a list by keys: buttons with data-moves go a row down or up within the list [data-rows], where Enter then
// follows the link of the row. The row that was left last is remembered, since pressing the button takes the focus.
let last = null;

const linkOf = (row) => row.querySelector("a");

function move(list, step) {
  const rows = [...list.querySelectorAll("tbody tr")].filter(linkOf);
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row.id === last);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  last = rows[next].id;
  linkOf(rows[next]).focus();
}

export function startRows() {
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-rows] tbody tr");
    if (row) last = row.id;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-moves]");
    const list = button?.closest("[data-rows]");
    if (list) move(list, Number(button.dataset.moves));
  });
}
