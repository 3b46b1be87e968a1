// A trained network of 5,277 numbers that invents names, on the first page and while the notebook loads. It is the network of
// utils/rnn.py, drawn from letter by letter.
const SYMBOLS = "\nabcdefghijklmnopqrstuvwxyz";
const UNITS = 50;
const LONGEST = 30; // letters
const COUNT = 10;

// Half floats (IEEE 754), which not every browser reads by itself yet.
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}

// The arrays Wax, Waa, Wya, b, by, each row by row, from a file of NumPy's.
export async function load(address) {
  const view = new DataView(await (await fetch(address)).arrayBuffer());
  const begin = 10 + view.getUint16(8, true); // behind the file's own header
  let at = begin;
  const take = (count) => Float64Array.from({ length: count }, () => half(view.getUint16((at += 2) - 2, true)));
  const sizes = { Wax: UNITS * SYMBOLS.length, Waa: UNITS * UNITS, Wya: SYMBOLS.length * UNITS, b: UNITS, by: SYMBOLS.length };
  return Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, take(size)]));
}

// One step: the new state from the one before and the symbol that was read, or none at the start.
function step({ Wax, Waa, b }, before, read) {
  return b.map((bias, i) => {
    let sum = bias + (read === undefined ? 0 : Wax[i * SYMBOLS.length + read]);
    for (let j = 0; j < UNITS; j += 1) sum += Waa[i * UNITS + j] * before[j];
    return Math.tanh(sum);
  });
}

function softmax({ Wya, by }, state, temperature) {
  const logits = by.map((bias, i) => {
    let sum = bias;
    for (let j = 0; j < UNITS; j += 1) sum += Wya[i * UNITS + j] * state[j];
    return sum / temperature;
  });
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const all = powers.reduce((sum, each) => sum + each);
  return powers.map((each) => each / all);
}

// How probable each symbol is after the letters of `prefix`.
export function probabilities(network, prefix, temperature = 1) {
  let state = step(network, new Float64Array(UNITS));
  for (const letter of prefix) state = step(network, state, SYMBOLS.indexOf(letter));
  return softmax(network, state, temperature);
}

// A name; `random` gives numbers from 0 to 1.
export function invent(network, temperature, random) {
  let name = "";
  let read;
  let state = new Float64Array(UNITS);
  while (name.length < LONGEST) {
    state = step(network, state, read);
    let left = random();
    read = softmax(network, state, temperature).findIndex((p) => (left -= p) < 0);
    if (read <= 0) break; // the newline, or all that rounding has left
    name += SYMBOLS[read];
  }
  return name.charAt(0).toUpperCase() + name.slice(1);
}

// Random numbers that come again with the same seed: while the temperature is turned, the chance stays as it is.
function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function play(place, network) {
  const [list, slider, shown, button] = ["ul", "input", "output", "button"].map((each) => place.querySelector(each));
  let seed;
  function draw() {
    const temperature = Number(slider.value);
    shown.textContent = temperature.toFixed(1);
    const names = Array.from({ length: COUNT }, (_, n) => invent(network, temperature, seeded(seed + 7919 * n)) || "(empty)");
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("li"), { textContent: name })));
  }
  function again() {
    seed = Math.floor(Math.random() * 2 ** 31);
    draw();
  }
  slider.addEventListener("input", draw);
  button.addEventListener("click", again);
  again();
  place.hidden = false;
}

const places = document.querySelectorAll(".inventor");
if (places.length) {
  load(new URL("network.npy", import.meta.url))
    .then((network) => places.forEach((place) => play(place, network)))
    .catch(() => {}); // no network, no names: the rest of the page is there
}
