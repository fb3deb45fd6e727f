"use strict";
(() => {
  const find = (selector) => document.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const drawings = all("svg.waterfall");
  const ROW = 20, AXIS = 22, ROOM_BEHIND = 60, ROOM_BEFORE = 40;
  let drawing = drawings.find((it) => !it.hasAttribute("hidden"));
  if (!drawing) return;
  const number = (element, key) => Number(element.dataset[key]);
  const windows = new Map(drawings.map((it) => [it, [number(it, "start"), number(it, "end")]]));

  function bar(rect, from, width, scale) {
    rect.setAttribute("x", scale(from) + "%");
    rect.setAttribute("width", Math.max(0, scale(from + width) - scale(from)) + "%");
  }

  // Behind the bar, before it, or where its own part ends; see waterfall.rs.
  function placeOfName(begin, own, end) {
    if (end <= ROOM_BEHIND) return [end, false];
    if (begin >= ROOM_BEFORE) return [begin, true];
    return [Math.min(own, ROOM_BEHIND), false];
  }

  function paint() {
    const [start, end] = windows.get(drawing);
    // Far outside, numbers are of no use to who draws.
    const scale = (time) => Math.max(-50, Math.min(150, (100 * (time - start)) / (end - start)));
    const text = find("#search").value.trim().toLowerCase();
    const order = find("#order").value;
    const rows = all(".row", drawing);
    rows.sort((a, b) => order === "begin" ? number(a, order) - number(b, order)
      : number(b, order) - number(a, order));
    // A row that is moved in the document loses the focus.
    const focused = document.activeElement;
    let y = AXIS;
    for (const row of rows) {
      const shown = row.dataset.name.toLowerCase().includes(text);
      row.style.display = shown ? "" : "none";
      if (!shown) continue;
      row.setAttribute("transform", `translate(0,${y})`);
      y += ROW;
      const begin = number(row, "begin"), load = number(row, "load");
      bar(row.querySelector(".inner"), begin, number(row, "end") - begin, scale);
      bar(row.querySelector(".load"), begin, load, scale);
      bar(row.querySelector(".execute"), begin + load, number(row, "execute"), scale);
      const own = begin + load + number(row, "execute");
      const [place, ends] = placeOfName(scale(begin), scale(own), scale(number(row, "end")));
      const name = row.querySelector("text");
      name.setAttribute("x", Math.max(0, Math.min(100, place)) + "%");
      name.setAttribute("dx", ends ? -4 : 4);
      name.setAttribute("text-anchor", ends ? "end" : "start");
      drawing.append(row);
    }
    if (rows.includes(focused)) focused.focus();
    drawing.setAttribute("height", Math.max(y, AXIS + ROW));
    all(".axis text", drawing).forEach((it, part) => {
      it.textContent = ((start + ((end - start) * part) / 4) / 1e6).toFixed(2) + " ms";
    });
    drawing.classList.toggle("no-inner", !find("#inner").checked);
  }

  function zoom(factor, around) {
    const [start, end] = windows.get(drawing);
    const middle = around ?? (start + end) / 2;
    const first = number(drawing, "start"), last = number(drawing, "end");
    let a = middle - (middle - start) * factor, b = middle + (end - middle) * factor;
    if (b - a >= last - first) [a, b] = [first, last];
    if (b - a > 1000) windows.set(drawing, [a, b]);
    paint();
  }

  function move(part) {
    const [start, end] = windows.get(drawing);
    const first = number(drawing, "start"), last = number(drawing, "end");
    let step = (end - start) * part;
    step = Math.max(first - start, Math.min(last - end, step));
    windows.set(drawing, [start + step, end + step]);
    paint();
  }

  function reset() {
    windows.set(drawing, [number(drawing, "start"), number(drawing, "end")]);
    paint();
  }

  function tell(row) {
    find("#detail").textContent = row.querySelector("title").textContent;
  }

  for (const it of all("input[name=mode]")) {
    it.addEventListener("change", () => {
      drawing = drawings.find((svg) => svg.dataset.mode === it.value);
      drawings.forEach((svg) => svg.toggleAttribute("hidden", svg !== drawing));
      paint();
    });
  }
  for (const id of ["search", "order", "inner"]) find("#" + id).addEventListener("input", paint);
  find("#in").addEventListener("click", () => zoom(0.5));
  find("#out").addEventListener("click", () => zoom(2));
  find("#left").addEventListener("click", () => move(-0.25));
  find("#right").addEventListener("click", () => move(0.25));
  find("#all").addEventListener("click", reset);
  for (const svg of drawings) {
    for (const kind of ["pointerover", "focusin", "click"]) {
      svg.addEventListener(kind, (event) => {
        const row = event.target.closest(".row");
        if (row) tell(row);
      });
    }
    svg.addEventListener("dblclick", (event) => {
      const box = svg.getBoundingClientRect(), [start, end] = windows.get(svg);
      zoom(0.5, start + ((end - start) * (event.clientX - box.left)) / box.width);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input[type=search], select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const rows = all(".row", drawing).filter((it) => it.style.display !== "none");
    const at = rows.indexOf(document.activeElement);
    const keys = {
      "/": () => find("#search").focus(), "+": () => zoom(0.5), "=": () => zoom(0.5),
      "-": () => zoom(2), "0": reset,
      ArrowDown: () => rows[at + 1]?.focus(), ArrowUp: () => rows[at - 1]?.focus(),
    };
    if (!event.target.matches("input")) {
      keys.ArrowLeft = () => move(-0.1);
      keys.ArrowRight = () => move(0.1);
    }
    if (!keys[event.key] || (event.key.startsWith("ArrowUp") && at < 0)
        || (event.key === "ArrowDown" && at < 0)) return;
    event.preventDefault();
    keys[event.key]();
  });
  paint();
})();
