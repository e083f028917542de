"use strict";
// Everything on the page is drawn from the data in it. Names come from strangers' programs: they only ever become text nodes.

const data = JSON.parse(document.getElementById("data").textContent);
if (data.paths) data.files = data.files.map((path) => data.paths[path]);
const KIND = { ordinary: 0, thunk: 1, scheduler: 2, kernel: 3, marker: 4 };
const element = (id) => document.getElementById(id);

// ---- numbers, written as the text report writes them ----

function percent(part, whole) {
  if (!(whole > 0)) return "0 %";
  if (part === whole) return "100 %";
  const thousandths = rounded((part / whole) * 1000);
  if (thousandths >= 1000 && part < whole) return "> 99.9 %";
  if (thousandths === 0 && part > 0) return "< 0.1 %";
  return `${thousandths < 0 ? "-" : ""}${Math.floor(Math.abs(thousandths) / 10)}.${Math.abs(thousandths) % 10} %`;
}

/// Halves go away from zero.
function rounded(value) {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

function decimal(value, decimals) {
  const factor = 10 ** decimals;
  const scaled = rounded(value * factor);
  if (!decimals) return String(scaled);
  const size = Math.abs(scaled);
  return `${scaled < 0 ? "-" : ""}${Math.floor(size / factor)}.${String(size % factor).padStart(decimals, "0")}`;
}

function count(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, " ");
}

function seconds(nanoseconds) {
  for (const [size, name] of [[1e9, "s"], [1e6, "ms"], [1e3, "µs"]]) {
    if (Math.abs(nanoseconds) < size) continue;
    const value = nanoseconds / size;
    return `${decimal(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)} ${name}`;
  }
  return `${nanoseconds} ns`;
}

/// Microseconds of one request.
function perRequest(nanoseconds) {
  return microseconds(nanoseconds / data.requests);
}

function microseconds(nanoseconds) {
  const value = nanoseconds / 1000;
  const size = Math.abs(value);
  if (size >= 99.95 || size === 0) return count(rounded(value));
  if (size < 0.0005) return value < 0 ? "> -0.001" : "< 0.001";
  return decimal(value, size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
}

