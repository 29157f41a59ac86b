"use strict";
/* Shows the answers of one category or question. Everything it shows is in the page already. */

const NEIGHBOURS = 5; // these as in charts.py
const MANY = 60;
const RADIUS = { few: 3, many: 1.8 };

/** A path through points [x, y], from five of them on through their running mean. */
function path(points) {
  const reach = (NEIGHBOURS - 1) / 2;
  let through = points;
  if (points.length >= NEIGHBOURS) {
    through = points.slice(reach, points.length - reach).map(([x], at) => [
      x,
      points.slice(at, at + NEIGHBOURS).reduce((sum, one) => sum + one[1], 0) / NEIGHBOURS,
    ]);
  }
  if (through.length < 2) return "";
  return "M" + through.map((one) => one.map((value) => value.toFixed(1)).join(" ")).join("L");
}

/** Shows in one figure the entries that `has` lets through, and the band of selection `chosen`. */
function show(figure, chosen, has) {
  const dots = [...figure.querySelectorAll("circle")];
  for (const dot of dots) dot.classList.toggle("out", !has(dot.dataset.i));
  const shown = dots.filter((dot) => has(dot.dataset.i));
  for (const dot of shown) dot.setAttribute("r", shown.length > MANY ? RADIUS.many : RADIUS.few);
  const points = shown.map((dot) => ["cx", "cy"].map((name) => Number(dot.getAttribute(name))));
  figure.querySelector(".line").setAttribute("d", path(points));
  const sentences = figure.querySelectorAll(".usual");
  sentences.forEach((one, number) => { one.hidden = number !== chosen; });
  const own = sentences[chosen];
  const band = figure.querySelector(".band");
  const middle = figure.querySelector(".middle");
  band.setAttribute("y", own.dataset.top ?? 0);
  band.setAttribute("height", own.dataset.height ?? 0);
  middle.setAttribute("visibility", own.dataset.middle ? "visible" : "hidden");
  middle.setAttribute("d", middle.getAttribute("d").replace(/ [\d.]+H/, ` ${own.dataset.middle ?? 0}H`));
  const name = figure.querySelector("figcaption").textContent;
  figure.querySelector("svg > title").textContent = `${name}. ${own.textContent}`;
}

for (const part of document.querySelectorAll(".part")) {
  const select = part.querySelector("select");
  const rows = [...part.querySelectorAll("tr[data-i]")];
  part.querySelector(".filter").hidden = false;
  select.addEventListener("change", () => {
    const inside = new Set();
    for (const row of rows) {
      row.hidden = !row.dataset.s.split(" ").includes(select.value);
      if (!row.hidden) inside.add(row.dataset.i);
    }
    for (const figure of part.querySelectorAll("figure")) {
      show(figure, Number(select.value), (entry) => inside.has(entry));
    }
    const said = part.querySelector("output");
    said.textContent = said.dataset.words.replace("{count}", inside.size);
  });
}
