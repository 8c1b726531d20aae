// A box to sign in by pen, finger or mouse. What is drawn goes with the form as lines of whole numbers on the surface of the
// canvas, "x,y x,y;x,y": no picture of the browser's making. Without scripts the box and its choice stay away.
const step = 3; // points closer than this to the last one tell nothing

export function startSigning() {
  const form = document.querySelector("[data-sign]");
  if (!form) return;
  const canvas = form.querySelector("canvas");
  const field = form.querySelector("input[name=drawing]");
  const state = form.querySelector("[data-sign-state]");
  const pen = canvas.getContext("2d");
  const most = Number(canvas.dataset.most);
  let lines = read(field.value);
  let line = null;

  const count = () => lines.reduce((sum, l) => sum + l.length, 0);
  const show = () => {
    const color = getComputedStyle(canvas);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = color.color;
    pen.lineWidth = 6;
    pen.lineCap = pen.lineJoin = "round";
    for (const l of lines) {
      pen.beginPath();
      l.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (l.length === 1) pen.lineTo(l[0][0] + 1, l[0][1]);
      pen.stroke();
    }
  };
  const keep = () => {
    field.value = lines.map((l) => l.map((p) => p.join(",")).join(" ")).join(";");
    state.textContent = lines.length ? state.dataset.drawn.replace("{n}", lines.length) : state.dataset.empty;
    show();
  };
  const place = (e) => {
    const box = canvas.getBoundingClientRect();
    const on = (at, from, size, most) => Math.max(0, Math.min(most, Math.round(((at - from) / size) * most)));
    return [on(e.clientX, box.left, box.width, canvas.width), on(e.clientY, box.top, box.height, canvas.height)];
  };

  canvas.addEventListener("pointerdown", (e) => {
    if (line || e.button !== 0 || count() >= most) return; // one pen at a time: the ball of the hand does not write
    e.preventDefault();
    canvas.setPointerCapture(e.pointerId);
    line = { pen: e.pointerId, points: [place(e)] };
    lines.push(line.points);
    show();
  });
  canvas.addEventListener("pointermove", (e) => {
    if (!line || e.pointerId !== line.pen) return;
    for (const one of e.getCoalescedEvents?.().length ? e.getCoalescedEvents() : [e]) {
      const [x, y] = place(one);
      const [lastX, lastY] = line.points.at(-1);
      if (count() < most && Math.max(Math.abs(x - lastX), Math.abs(y - lastY)) >= step) line.points.push([x, y]);
    }
    show();
  });
  const end = (e) => {
    if (!line || e.pointerId !== line.pen) return;
    line = null;
    keep();
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  form.querySelector("[data-sign-undo]").addEventListener("click", () => {
    lines.pop();
    keep();
  });
  form.querySelector("[data-sign-clear]").addEventListener("click", () => {
    lines = [];
    keep();
  });
  ways(form);
  keep();
}

// ways opens the choice of the box, and shows what the chosen way asks alone.
function ways(form) {
  const radios = [...form.querySelectorAll("[data-sign-way]")];
  const drawn = radios.find((r) => r.value === form.dataset.sign);
  drawn.disabled = false;
  const hint = document.getElementById(drawn.getAttribute("aria-describedby"));
  if (hint) hint.textContent = drawn.dataset.signWay;
  if (!radios.some((r) => r.checked)) drawn.checked = true;
  const choose = () => {
    const way = radios.find((r) => r.checked)?.value;
    for (const part of form.querySelectorAll("[data-sign-for]")) part.hidden = part.dataset.signFor !== way;
  };
  for (const r of radios) r.addEventListener("change", choose);
  choose();
}

function read(text) {
  return text
    .split(";")
    .map((l) => l.trim().split(/\s+/).map((p) => p.split(",").map(Number)))
    .filter((l) => l.every((p) => p.length === 2 && p.every(Number.isFinite)));
}
