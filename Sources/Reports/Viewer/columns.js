
// ---- packed columns: the tree of all stacks, and the samples ----

/// Reads varints one after the other.
class ColumnReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at++];
      value += ((byte ?? 0) & 127) * factor;
      // Also at the end of a page that was cut off.
      if (!(byte >= 128)) return value;
    }
  }

  /// The next column, in an array of the type that suits it.
  column(ArrayType, change = (value) => value) {
    const values = new ArrayType(this.number());
    for (let index = 0; index < values.length; index++) values[index] = change(this.number());
    return values;
  }
}

const zigzag = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

async function unpacked(text) {
  const letters = atob(text);
  const packed = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index++) packed[index] = letters.charCodeAt(index);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/// All stacks as one tree in preorder, node 0 the root: `frame`, `parent`, `flags`, and where waits were recorded `acting`: how many calls up the
/// function is by which a reader would name the stacks that end in a node, the first that is neither of a lock nor of a library.
const base = { count: 1, frame: null, parent: null, flags: null, acting: null };
/// Lines of source code: `frame` and `number`.
const sourceLines = { frame: null, number: null };
/// Samples by metric, in the order of `data.metrics`: `nodes`, `lines` (from 1; 0 for none), `keys`, `values`, and where they were recorded `times`
/// (`NO_TIME` for a sample that has none) and `waits`, their numbers.
/// `lineTotals` is of the whole recording, by source line.
let samples = [];

/// Numbers that are written as places among those met before in the same context, from 1; 0 stands for the next of the new ones.
class KnownPlaces {
  constructor(contexts, fresh) {
    this.known = Array.from({ length: contexts }, () => [0]);
    this.fresh = fresh;
    this.met = 0;
  }

  number(place, context) {
    const known = this.known[context];
    if (!place) known.push(this.fresh[this.met++]);
    return known[place || known.length - 1];
  }
}

async function readColumns() {
  const place = element("columns");
  const reader = new ColumnReader(await unpacked(place.textContent));
  place.remove();
  const places = reader.column(Int32Array);
  // By the caller's frame, what it was seen to call.
  const callees = new KnownPlaces(data.names.length + 1, reader.column(Int32Array));
  const steps = reader.column(Int32Array);
  const flags = reader.column(Uint8Array);
  base.count = places.length + 1;
  base.frame = new Int32Array(base.count).fill(-1);
  base.flags = new Uint8Array(base.count);
  base.flags.set(flags, 1);
  base.parent = new Int32Array(base.count).fill(-1);
  const open = [0];
  for (let node = 1; node < base.count; node++) {
    // How many steps back up before the one down.
    open.length -= steps[node - 1];
    base.parent[node] = open[open.length - 1];
    open.push(node);
    base.frame[node] = callees.number(places[node - 1], base.frame[base.parent[node]] + 1);
  }
  const acting = reader.column(Int32Array);
  base.acting = new Int32Array(base.count);
  base.acting.set(acting, acting.length ? 1 : 0);
  sourceLines.frame = reader.column(Int32Array);
  sourceLines.number = reader.column(Int32Array);
  samples = data.metrics.map(() => {
    let last = 0;
    const nodes = reader.column(Int32Array, (step) => (last += step));
    const goesOn = (row, ...columns) => row > 0 && columns.every((column) => column[row] === column[row - 1]);
    const lines = reader.column(Int32Array);
    const ofFrame = new KnownPlaces(data.names.length + 1, reader.column(Int32Array));
    for (let row = 0; row < lines.length; row++) lines[row] = ofFrame.number(lines[row], base.frame[nodes[row]] + 1);
    const keys = reader.column(Int32Array);
    for (let row = 0; row < keys.length; row++) if (goesOn(row, nodes, lines)) keys[row] += keys[row - 1];
    const values = reader.column(Float64Array, zigzag);
    const times = reader.column(Int32Array);
    for (let row = 0; row < times.length; row++) if (goesOn(row, nodes, lines, keys)) times[row] += times[row - 1];
    const waits = reader.column(Float64Array, zigzag);
    const lineTotals = reader.column(Float64Array, zigzag);
    return { nodes, lines, keys, values, times, waits, lineTotals };
  });
}
